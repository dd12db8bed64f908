using Microsoft.ML.Data;

namespace OnnxConsumer;

/// <summary>Represents a row of a simulated log: a state, the video that was shown, and what the user did.</summary>
internal sealed class Step
{
    public const int VideoCount = 20;

    public string User { get; set; } = "";

    /// <summary>The interest of the user and the hour of the day.</summary>
    [VectorType(2)]
    public float[] Features { get; set; } = [];

    public string Video { get; set; } = "";

    public float WatchTime { get; set; }

    public float Click { get; set; }

    /// <summary>The watch time as a grade from 0 to 4, which boosted trees rank by.</summary>
    public float Grade { get; set; }

    public float Propensity { get; set; } = 1f / VideoCount;

    /// <summary>Simulates a log of users who were shown videos at random.</summary>
    public static Step[] Simulate(int users, int seed)
    {
        var random = new Random(seed);
        List<Step> steps = [];
        for (var user = 0; user < users; user++)
        {
            var interest = random.NextSingle();
            for (var step = 0; step < 8; step++)
            {
                var video = random.Next(VideoCount);
                var watch = 20 * MathF.Exp(-8 * MathF.Abs(interest - video / (float)VideoCount)) + 2 * random.NextSingle();
                steps.Add(new()
                {
                    User = $"user {user}",
                    Features = [interest, random.Next(24)],
                    Video = $"video {video}",
                    WatchTime = watch,
                    Click = watch > 5 ? 1 : 0,
                    Grade = MathF.Min(4, MathF.Floor(watch / 4)),
                });
            }
        }
        return [.. steps];
    }
}
