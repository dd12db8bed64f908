using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class StudentizedBootstrapTests
{
    private static readonly OffPolicyOptions Studentized = new() { Interval = OffPolicyInterval.StudentizedBootstrap };

    [Fact]
    public void Interval_HeavyWeights_ReachesFurtherToTheirSideThanPercentiles()
    {
        // With rewards of 1, IPS is the mean weight. There are 95 weights of 1/2 and five of 8.
        var rows = ScoredLog.Rows([.. Enumerable.Range(0, 100).Select(row => row % 20 == 0 ? 8 : 0.5f)], [.. Enumerable.Repeat(1f, 100)]);

        var (percentile, studentized) = (ScoredLog.Evaluate(rows).Responses[0].Ips, ScoredLog.Evaluate(rows, Studentized).Responses[0].Ips);

        studentized.Value.Should().Be(percentile.Value);
        studentized.UpperBound.Should().BeGreaterThan(percentile.UpperBound + 0.1);
        (studentized.UpperBound - studentized.Value).Should().BeGreaterThan(1.5 * (studentized.Value - studentized.LowerBound));
        studentized.Lift.Should().BeInRange(studentized.LiftLowerBound, studentized.LiftUpperBound);
    }

    [Fact]
    public void Interval_WeightsWithoutTails_IsNearlyThatOfPercentiles()
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(1000, seed: 3), discount: 0);

        var (percentile, studentized) = (ScoredLog.Evaluate(rows).Responses[0].SelfNormalizedIps,
            ScoredLog.Evaluate(rows, Studentized).Responses[0].SelfNormalizedIps);

        // There are two sets of 1,000 replicates. A 2.5th percentile has a standard error of 1.3 % of the width of the interval.
        var margin = 0.06 * (percentile.UpperBound - percentile.LowerBound);
        studentized.LowerBound.Should().BeApproximately(percentile.LowerBound, margin);
        studentized.UpperBound.Should().BeApproximately(percentile.UpperBound, margin);
    }

    [Fact]
    public void Interval_AllSessionsAlike_IsThePoint()
    {
        var ips = ScoredLog.Evaluate(ScoredLog.Rows([1, 1, 1], [2, 2, 2]), Studentized).Responses[0].Ips;

        (ips.LowerBound, ips.UpperBound).Should().Be((2, 2));
    }

    [Fact]
    public void Interval_TwoSessions_HasBounds()
    {
        var ips = ScoredLog.Evaluate(ScoredLog.Rows([1, 1], [1, 3]), Studentized).Responses[0].Ips;

        ips.LowerBound.Should().BeLessThanOrEqualTo(2);
        ips.UpperBound.Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public void Percentiles_BetweenTwoValues_AreInterpolated()
    {
        // The places of the percentiles are 0.1 · 4 = 0.4 and 0.9 · 4 = 3.6.
        var (lower, upper) = Intervals.Percentiles([4, 1, 2, 10, 3], 0.8);

        lower.Should().BeApproximately(1.4, 1e-12);
        upper.Should().BeApproximately(4 + 0.6 * 6, 1e-12);
    }

    [Fact]
    public void Studentized_FewUnits_IsTheFormulaOverTheSameDraws()
    {
        double[] values = [3, -1, 0, 4, 9];
        var (n, mean, resampling) = (values.Length, 3.0, new Resampling(400, Seed: 5));
        // The estimate is the mean. Without a unit it is the mean of the others, and the pseudo-values are the values.
        double[] leftOut = [.. values.Select(value => (n * mean - value) / (n - 1))];
        List<double> ratios = [];
        resampling.Run(n, (_, counts) => ratios.AddRange(counts.Select(drawn =>
        {
            double[] sample = [.. values.SelectMany((value, unit) => Enumerable.Repeat(value - mean, drawn[unit]))];
            var average = sample.Average();
            return average / Math.Sqrt(sample.Average(x => x * x) - average * average) * Math.Sqrt(n);
        })));
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean))) / n;
        var (low, high) = Intervals.Percentiles(ratios, 0.8);

        var (lower, upper) = Intervals.Studentized(mean, leftOut!, 0.8, resampling);

        lower.Should().BeApproximately(mean - high * error, 1e-9);
        upper.Should().BeApproximately(mean - low * error, 1e-9);
    }

    [Fact]
    public void Interval_SingleSession_HasNoBounds() =>
        ScoredLog.Evaluate(ScoredLog.Rows([1, 2], [1, 2], rowsPerSession: 2), Studentized).Responses[0].Ips.LowerBound.Should().Be(double.NaN);

    [Fact]
    public void Interval_Seed_DecidesIt()
    {
        var rows = SessionWorld.Log(100, seed: 5);
        double Upper(int seed)
            => ScoredLog.Evaluate(rows, new() { Interval = OffPolicyInterval.StudentizedBootstrap, Seed = seed }).Responses[0].Ips.UpperBound;

        Upper(1).Should().Be(Upper(1)).And.NotBe(Upper(2));
    }

    [Fact]
    public void Warnings_FewSessions_AreTheBootstraps()
        => ScoredLog.Evaluate(ScoredLog.Rows([1, 1], [1, 2]), Studentized).Warnings.Should()
        .ContainSingle(warning => warning.StartsWith("The bootstrap has 2 units"));
}
