using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>What a policy truly earns: one session per user, one value per session.</summary>
internal sealed record Rollout(double[] Steps, double[] WatchSeconds, double[] Interactions, double[] Clicks, double[] Conversions)
{
    /// <summary>Sessions of the first users, each with its own seed, the same for every policy.</summary>
    public static Rollout Run(SessionEnvironment environment, int users, Func<SessionState, Random, int> policy)
    {
        var rollout = new Rollout(new double[users], new double[users], new double[users], new double[users], new double[users]);
        for (var user = 0; user < users; user++)
        {
            var random = new Random(user);
            var state = environment.Start(user % environment.UserCount, seed: user, DateTimeOffset.UnixEpoch);
            while (!state.HasEnded)
            {
                (var response, state) = environment.Step(state, policy(state, random));
                rollout.Steps[user]++;
                rollout.WatchSeconds[user] += response.PlayTime.TotalSeconds;
                rollout.Interactions[user] += response.HasInteraction ? 1 : 0;
                rollout.Clicks[user] += response.IsClick ? 1 : 0;
                rollout.Conversions[user] += response.IsConversion ? 1 : 0;
            }
        }
        return rollout;
    }

    /// <summary>Difference of means in units of its standard error, sessions paired by user.</summary>
    public static double PairedZ(double[] values, double[] others)
    {
        var differences = values.Zip(others, (value, other) => value - other).ToArray();
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1);
        return mean / Math.Sqrt(variance / differences.Length);
    }
}
