using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Tests the conflicts between responses that the simulator is designed to have, by simulation of true values.</summary>
public sealed class SimulatorTruthTests
{
    private static readonly SessionEnvironment Environment = SessionEnvironment.Create(seed: 1, new() { Videos = 300 });

    [Fact]
    public void UniformPolicy_ResponseRates_ArePlausible()
    {
        var uniform = Rollout.Run(Environment, users: 1500, (_, random) => random.Next(Environment.VideoCount));
        var steps = uniform.Steps.Sum();

        (uniform.Clicks.Sum() / steps).Should().BeInRange(0.15, 0.4);
        (uniform.Interactions.Sum() / steps).Should().BeInRange(0.02, 0.08);
        (steps / 1500).Should().BeInRange(5, 10);
        (uniform.Conversions.Sum() / uniform.Clicks.Sum()).Should().BeInRange(0.1, 0.3);
    }

    [Fact]
    public void Videos_WatchTimeAndInteraction_Conflict()
    {
        var states = Enumerable.Range(0, 200).Select(user => Environment.Start(user, seed: 1, DateTimeOffset.UnixEpoch)).ToArray();
        var watch = Videos(video => states.Average(state => Environment.Expect(state, video).WatchTime.TotalSeconds));
        var interaction = Videos(video => states.Average(state => Environment.Expect(state, video).InteractionProbability));

        // The standard error of the correlation of unrelated values is 1 / sqrt(videos).
        Correlation(watch, interaction).Should().BeLessThan(-5 / Math.Sqrt(Environment.VideoCount));
    }

    [Fact]
    public void GreedyWatchTime_AgainstAPolicyThatMindsLeaving_EndsSooner()
    {
        var greedy = Rollout.Run(Environment, users: 400, (state, _) => Best(state, expected => expected.WatchTime.TotalSeconds));
        var aware = Rollout.Run(Environment, users: 400,
            (state, _) => Best(state, expected => expected.WatchTime.TotalSeconds - 400 * expected.LeaveProbability));

        // Each video of the greedy policy is watched longer, but the sessions have a third fewer steps and a tenth less watch time.
        (greedy.WatchSeconds.Sum() / greedy.Steps.Sum()).Should().BeGreaterThan(1.3 * aware.WatchSeconds.Sum() / aware.Steps.Sum());
        greedy.Steps.Average().Should().BeLessThan(2.0 / 3 * aware.Steps.Average());
        greedy.WatchSeconds.Average().Should().BeLessThan(0.9 * aware.WatchSeconds.Average());
        Rollout.PairedZ(aware.Steps, greedy.Steps).Should().BeGreaterThan(4);
        Rollout.PairedZ(aware.WatchSeconds, greedy.WatchSeconds).Should().BeGreaterThan(4);
    }

    [Fact]
    public void GreedyInteraction_AgainstGreedyWatchTime_EarnsInteractionsAndLosesWatchTime()
    {
        var social = Rollout.Run(Environment, users: 200, (state, _) => Best(state, expected => expected.InteractionProbability));
        var greedy = Rollout.Run(Environment, users: 200, (state, _) => Best(state, expected => expected.WatchTime.TotalSeconds));

        Rollout.PairedZ(social.Interactions, greedy.Interactions).Should().BeGreaterThan(4);
        Rollout.PairedZ(greedy.WatchSeconds, social.WatchSeconds).Should().BeGreaterThan(4);
    }

    private static double[] Videos(Func<int, double> value) => [.. Enumerable.Range(0, Environment.VideoCount).Select(value)];

    private static int Best(SessionState state, Func<ExpectedResponse, double> value)
        => Enumerable.Range(0, Environment.VideoCount).MaxBy(video => value(Environment.Expect(state, video)));

    private static double Correlation(double[] first, double[] second)
    {
        var (firstMean, secondMean) = (first.Average(), second.Average());
        var covariance = first.Zip(second, (x, y) => (x - firstMean) * (y - secondMean)).Sum();
        return covariance / Math.Sqrt(first.Sum(x => (x - firstMean) * (x - firstMean)) * second.Sum(y => (y - secondMean) * (y - secondMean)));
    }
}
