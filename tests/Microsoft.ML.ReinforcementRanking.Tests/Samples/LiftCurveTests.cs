using AbTest.Experiment;
using ShortVideo.Online;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Tests arms with a known true lift. Users differ from each other permanently, and from day to day.</summary>
public class LiftCurveTests
{
    private const int Days = 11;
    private const int Users = 150;

    private static readonly Response WatchTime = Response.All[0];
    private static readonly ConfidenceSequence Sequence = new();

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void Of_AKnownLift_IsInsideTheBoundsOnEveryDay(double lift)
    {
        const int Replications = 500;
        var curves = Enumerable.Range(1, Replications).Select(seed => Curve(seed, lift)).ToArray();

        // A coverage of exactly 95 % would be measured within 4.5 sqrt(0.95 * 0.05 / 500) = 4.4 percentage points. The bounds hold at all times, but only
        // 11 days are inspected, so fewer than 5 % of the lifts are outside of them.
        curves.Count(curve => curve.Days.All(day => day.Bounds.Contains(lift))).Should().BeGreaterThanOrEqualTo((int)(0.95 * Replications));
        curves.Count(curve => curve.Days.All(day => day.Running.FixedTime.Contains(lift))).Should()
            .BeLessThan((int)(0.90 * Replications), "the usual interval is for one look");

        // The usual interval of a single day contains the true lift in 95 % of the tests. The delta method with 150 users costs up to a percentage point.
        var single = curves.Count(curve => curve.Last.Running.FixedTime.Contains(lift)) / (double)Replications;
        single.Should().BeInRange(0.94 - 4.5 * Math.Sqrt(0.95 * 0.05 / Replications), 0.95 + 4.5 * Math.Sqrt(0.95 * 0.05 / Replications));
    }

    [Fact]
    public void Of_AKnownLift_IsEstimatedWithinItsError()
    {
        const int Replications = 500;
        var estimates = Enumerable.Range(1, Replications).Select(seed => Curve(seed, lift: 0.25).Last.Running).ToArray();

        var mean = estimates.Average(estimate => estimate.LogRatio);
        var deviation = Math.Sqrt(estimates.Average(estimate => Math.Pow(estimate.LogRatio - mean, 2)));
        mean.Should().BeApproximately(Math.Log(1.25), 4.5 * deviation / Math.Sqrt(Replications));
        // The relative standard error of a standard deviation of 500 normal values is 1 / sqrt(2 * 500).
        estimates.Average(estimate => estimate.StandardError).Should().BeApproximately(deviation, 4.5 * deviation / Math.Sqrt(2 * Replications));
    }

    [Fact]
    public void Of_TwoDays_AreTheFormulasNumbers()
    {
        // The watch times of the users are 3, 1 | 5, 3 in the arm and 1, 1 | 3, 1 in the control.
        var curve = LiftCurve.Of("arm", WatchTime, Arm([[3, 1], [5, 3]]), Arm([[1, 1], [3, 1]]), Sequence);

        curve.Days.Select(day => day.Day).Should().Equal(1, 2);
        curve.Days[1].Alone.Value.Should().BeApproximately(2.0 / 1 - 1, 1e-12);
        // The totals are 4, 8 and 2, 4. The variances of the users are 8 and 2, and those of the means are half of that.
        var last = curve.Last.Running;
        last.Value.Should().BeApproximately(6.0 / 3 - 1, 1e-12);
        last.StandardError.Should().BeApproximately(Math.Sqrt(8 / 2.0 / 36 + 2 / 2.0 / 9), 1e-12);
        last.FixedTime.LowerBound.Should().BeApproximately(2 * Math.Exp(-1.959963984540054 * last.StandardError) - 1, 1e-12);
        curve.Last.Bounds.UpperBound.Should().BeApproximately(2 * Math.Exp(Sequence.HalfWidth(last.StandardError)) - 1, 1e-12);
    }

    [Fact]
    public void Of_NothingSeen_KnowsNothing()
    {
        var curve = LiftCurve.Of("arm", WatchTime, Arm([[0, 1], [0, 2]]), Arm([[1, 1], [3, 1]]), Sequence);

        curve.Days[0].Running.IsKnown.Should().BeFalse();
        curve.Days[0].Bounds.Should().Be(new Interval(-1, double.PositiveInfinity));
        curve.Days[1].Running.IsKnown.Should().BeTrue();
        LiftCurve.Of("arm", WatchTime, Arm([[1, 1]]), Arm([[1, 1]]), Sequence).Last.Running.IsKnown.Should().BeFalse("a single user has no variance");
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.05)]
    [InlineData(0.01)]
    public void HalfWidth_OfAnError_IsWhereTheMixtureIsTwentyToOne(double error)
    {
        // At the bound, the likelihood ratio of N(0, s² + ρ²) to N(0, s²) is 1 / α.
        var (variance, mixed, bound) = (error * error, error * error + 0.3 * 0.3, Sequence.HalfWidth(error));

        (Math.Sqrt(variance / mixed) * Math.Exp(bound * bound / 2 * (1 / variance - 1 / mixed))).Should().BeApproximately(20, 1e-9);
        bound.Should().BeGreaterThan(1.959963984540054 * error, "the usual interval is for one look");
        new ConfidenceSequence { Confidence = 0.99 }.HalfWidth(error).Should().BeGreaterThan(bound);
    }

    /// <summary>Creates watch times with a level for each user. They are 0 on four days of ten.</summary>
    private static LiftCurve Curve(int seed, double lift)
    {
        var random = new Random(seed);
        return LiftCurve.Of("arm", WatchTime, Draw(random, 1 + lift), Draw(random, 1), Sequence);
    }

    private static UserDay[] Draw(Random random, double scale) => Arm(Enumerable.Range(0, Users).Select(_ =>
    {
        var level = -Math.Log(1 - random.NextDouble());
        return Enumerable.Range(0, Days).Select(_ => random.NextDouble() < 0.4 ? 0 : -scale * level * Math.Log(1 - random.NextDouble())).ToArray();
    }));

    private static UserDay[] Arm(IEnumerable<double[]> users)
        => [.. users.SelectMany((days, user) => days.Select((watch, day) => new UserDay(user, day) { WatchTime = watch }))];
}
