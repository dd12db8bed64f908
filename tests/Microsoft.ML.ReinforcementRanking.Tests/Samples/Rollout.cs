using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Computes the true values of a policy, with one session per user and one value per session.</summary>
internal sealed record Rollout(double[] Steps, double[] WatchSeconds, double[] Interactions, double[] Clicks, double[] Conversions)
{
    /// <summary>Simulates sessions of the first users. Each has its own seed, which is the same for every policy.</summary>
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

    /// <summary>Computes the difference of means in units of its standard error. Sessions are paired by user.</summary>
    public static double PairedZ(double[] values, double[] others)
    {
        var differences = values.Zip(others, (value, other) => value - other).ToArray();
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1);
        return mean / Math.Sqrt(variance / differences.Length);
    }
}
