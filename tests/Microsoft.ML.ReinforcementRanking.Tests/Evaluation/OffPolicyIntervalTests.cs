using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class OffPolicyIntervalTests
{
    [Fact]
    public void EvaluateOffPolicy_SameSeed_GivesTheSameBounds()
    {
        var rows = CorrelatedSessions(seed: 3);

        var (first, again, other) = (Ncis(rows, new() { Seed = 5 }), Ncis(rows, new() { Seed = 5 }), Ncis(rows, new() { Seed = 6 }));

        again.Should().BeEquivalentTo(first);
        other.Value.Should().Be(first.Value);
        other.LowerBound.Should().NotBe(first.LowerBound);
    }

    [Fact]
    public void EvaluateOffPolicy_NoSeed_UsesTheContextsSeed()
    {
        var rows = CorrelatedSessions(seed: 3);

        Ncis(rows).Should().BeEquivalentTo(Ncis(rows)).And.BeEquivalentTo(Ncis(rows, new() { Seed = 1 }), "1 is the seed of the context");
    }

    [Fact]
    public void EvaluateOffPolicy_NoSeedAnywhere_StillGivesBounds()
    {
        var unseeded = new MLContext();

        var metrics = unseeded.Ranking.EvaluateOffPolicy(unseeded.Data.LoadFromEnumerable(CorrelatedSessions(seed: 3)), ["Reward"]);

        metrics.Responses[0].Ips.LowerBound.Should().BeLessThan(metrics.Responses[0].Ips.UpperBound);
    }

    [Fact]
    public void EvaluateOffPolicy_RowsOfASessionAlike_IntervalBySessionIsWider()
    {
        var rows = CorrelatedSessions(seed: 11);
        var bySession = Ncis(rows);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].GroupId = i;
        }

        var byRow = Ncis(rows);

        // With ten equal rows per session, the standard error is sqrt(10) times that of independent rows.
        Width(bySession).Should().BeApproximately(Math.Sqrt(10) * Width(byRow), 0.2 * Width(bySession));
        bySession.Value.Should().BeApproximately(byRow.Value, 1e-9);
    }

    [Fact]
    public void EvaluateOffPolicy_ClusterColumn_RedrawsItsUnits()
    {
        var rows = CorrelatedSessions(seed: 11);
        var bySession = Ncis(rows);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].User = $"user {rows[i].GroupId}";
            rows[i].GroupId = i;
        }

        var metrics = ScoredLog.Evaluate(rows, new() { ClusterColumnName = "User" });

        metrics.Responses[0].CappedSelfNormalizedIps.LowerBound.Should().BeApproximately(bySession.LowerBound, 1e-9);
        metrics.SessionCount.Should().Be(rows.Length);
    }

    [Fact]
    public void EvaluateOffPolicy_HigherConfidence_WidensTheInterval()
    {
        var rows = CorrelatedSessions(seed: 5);

        var ratio = Width(Ncis(rows, new() { ConfidenceLevel = 0.95 })) / Width(Ncis(rows, new() { ConfidenceLevel = 0.6827 }));

        ratio.Should().BeApproximately(1.96 / 1, 0.2, "the estimate is nearly normal");
    }

    [Fact]
    public void EvaluateOffPolicy_ResponseFollowsTheLog_LiftIsTighterThanItsParts()
    {
        // All weights are nearly 1, so the estimate and the logged mean vary together, and their ratio hardly varies.
        var random = new Random(9);
        var rows = ScoredLog.Rows(
            [.. Enumerable.Range(0, 500).Select(_ => 0.95f + 0.1f * random.NextSingle())],
            [.. Enumerable.Range(0, 500).Select(_ => 10 * random.NextSingle())]);

        var ncis = Ncis(rows);

        (ncis.LiftUpperBound - ncis.LiftLowerBound).Should().BeLessThan(Width(ncis) / ncis.Value / 10);
        ncis.Lift.Should().BeInRange(ncis.LiftLowerBound, ncis.LiftUpperBound);
    }

    [Fact]
    public void EvaluateOffPolicy_KnownWorld_IntervalCoversTheTruth()
    {
        var replications = Enumerable.Range(0, 100).Select(seed => (Metrics: TwoArms(seed), seed)).ToArray();

        // The number of intervals that contain the true value is Binomial(100, 0.95), with mean 95 and standard deviation 2.18. The margin is three of
        // those.
        const int Least = 88;
        foreach (var estimator in new Func<ResponseMetrics, OffPolicyEstimate>[] { r => r.Ips, r => r.SelfNormalizedIps, r => r.CappedSelfNormalizedIps })
        {
            var estimates = replications.Select(replication => estimator(replication.Metrics.Responses[0])).ToArray();
            estimates.Count(e => e.LowerBound <= TrueValue && TrueValue <= e.UpperBound).Should().BeInRange(Least, 100);
            estimates.Count(e => e.LiftLowerBound <= TrueLift && TrueLift <= e.LiftUpperBound).Should().BeInRange(Least, 100);
            estimates.Average(e => e.Value).Should().BeApproximately(TrueValue, 0.01);
        }
    }

    [Fact]
    public void EvaluateOffPolicy_NoBootstrap_HasValuesWithoutBounds()
    {
        var ncis = Ncis(CorrelatedSessions(seed: 2), new() { NumberOfBootstrapSamples = 0 });

        ncis.Value.Should().BeGreaterThan(0);
        new[] { ncis.LowerBound, ncis.UpperBound, ncis.LiftLowerBound, ncis.LiftUpperBound }.Should().OnlyContain(bound => double.IsNaN(bound));
    }

    [Fact]
    public void EvaluateOffPolicy_SingleSession_HasNoBounds()
    {
        var ncis = Ncis(ScoredLog.Rows([0.5f, 2], [1, 2], rowsPerSession: 2));

        ncis.Value.Should().Be(4.5 / 2.5);
        ncis.LowerBound.Should().Be(double.NaN);
    }

    [Fact]
    public void EvaluateOffPolicy_ReplicatesWithoutWeight_AreLeftOut()
    {
        // One session of four has all the weight, so a replicate does not contain it with probability (3/4)^4.
        var ncis = Ncis(ScoredLog.Rows([4, 0, 0, 0], [3, 1, 1, 1]));

        ncis.LowerBound.Should().Be(3);
        ncis.UpperBound.Should().Be(3);
    }

    /// <summary>
    /// Creates a log in which action 1 has the reward 0.8 and action 0 has 0.2, plus a part that belongs to the session. Actions are logged at random, and
    /// the target chooses action 1 in 90 % of the rows.
    /// </summary>
    private const double TrueValue = 0.9 * 0.8 + 0.1 * 0.2;
    private const double TrueLift = TrueValue / 0.5 - 1;

    private static OffPolicyMetrics TwoArms(int seed)
    {
        var random = new Random(seed);
        var rows = new List<ScoredLog.Row>();
        for (var session = 0; session < 150; session++)
        {
            var mood = 0.4f * (random.NextSingle() - 0.5f);
            for (var row = 0; row < 4; row++)
            {
                var action = random.Next(2);
                rows.Add(new() { Probability = action == 1 ? 0.9f : 0.1f, Propensity = 0.5f, Reward = mood + (action == 1 ? 0.8f : 0.2f), GroupId = session });
            }
        }
        return ScoredLog.Evaluate(rows, new() { NumberOfBootstrapSamples = 400, Seed = seed });
    }

    /// <summary>Creates a log of 200 sessions of ten rows each. All rows of a session are equal.</summary>
    private static ScoredLog.Row[] CorrelatedSessions(int seed)
    {
        var random = new Random(seed);
        var sessions = Enumerable.Range(0, 200).Select(_ => (Weight: 0.5f + random.NextSingle(), Reward: random.NextSingle())).ToArray();
        return ScoredLog.Rows([.. sessions.SelectMany(s => Enumerable.Repeat(s.Weight, 10))], [.. sessions.SelectMany(s => Enumerable.Repeat(s.Reward, 10))],
            10);
    }

    private static OffPolicyEstimate Ncis(IEnumerable<ScoredLog.Row> rows, OffPolicyOptions? options = null) =>
        ScoredLog.Evaluate(rows, options).Responses[0].CappedSelfNormalizedIps;

    private static double Width(OffPolicyEstimate estimate) => estimate.UpperBound - estimate.LowerBound;
}
