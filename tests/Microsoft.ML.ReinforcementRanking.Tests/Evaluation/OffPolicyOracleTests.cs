using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the numbers of docs/equations-tscac.md (E5).</summary>
public sealed class OffPolicyOracleTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void EvaluateOffPolicy_ThreeRows_GivesTheNumbersOfTheExample()
    {
        var metrics = ScoredLog.Evaluate(ScoredLog.Rows([0.5f, 2, 20], [1, 2, 3]));

        var reward = metrics.Responses.Should().ContainSingle().Subject;
        reward.Name.Should().Be("Reward");
        reward.LoggedMean.Should().Be((1 + 2 + 3) / 3.0);
        reward.Ips.Value.Should().BeApproximately((0.5 * 1 + 2 * 2 + 20 * 3) / 3, Tolerance);
        reward.SelfNormalizedIps.Value.Should()
            .BeApproximately((0.5 * 1 + 2 * 2 + 20 * 3) / (0.5 + 2 + 20), Tolerance).And.BeApproximately(2.866667, Tolerance);
        reward.CappedSelfNormalizedIps.Value.Should()
            .BeApproximately((0.5 * 1 + 2 * 2 + 10 * 3) / (0.5 + 2 + 10), Tolerance).And.BeApproximately(2.76, Tolerance);
        (reward.CappedSelfNormalizedIps.Value * metrics.MeanCappedWeight).Should().BeApproximately(11.5, Tolerance, "capped, not normalized");
    }

    [Fact]
    public void EvaluateOffPolicy_ThreeRows_DescribesTheWeights()
    {
        var metrics = ScoredLog.Evaluate(ScoredLog.Rows([0.5f, 2, 20], [1, 2, 3]));

        metrics.RowCount.Should().Be(3);
        metrics.SessionCount.Should().Be(3);
        metrics.MaximumWeight.Should().Be(20);
        metrics.MeanWeight.Should().Be(22.5 / 3);
        metrics.MeanCappedWeight.Should().Be(12.5 / 3);
        metrics.ShareOfWeightsAtCap.Should().Be(1.0 / 3);
        metrics.EffectiveSampleSize.Should().BeApproximately(12.5 * 12.5 / (0.25 + 4 + 100), Tolerance);
    }

    [Fact]
    public void WeightHistogram_EqualWeights_IsOneInterval()
    {
        WeightBin Bin(params float[] weights) => ScoredLog.Evaluate(ScoredLog.Rows(weights, new float[weights.Length])).WeightHistogram
            .Should().ContainSingle("rows of weight 0 are counted apart").Subject;

        (Bin(2, 0, 2).LowerBound, Bin(2, 0, 2).Count).Should().Be((2, 2));
        Bin(2, 0, 2).UpperBound.Should().BeApproximately(2 * Math.Sqrt(2), 1e-12);
        Bin(1.42f).LowerBound.Should().BeApproximately(Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void EvaluateOffPolicy_GaussianSurrogate_GivesTheNumbersOfTheExample()
    {
        static double Density(double action, double mean) => Math.Exp(-Math.Pow((action - mean) / 25, 2) / 2);
        double[] actions = [40, 55, 100];
        var rows = actions.Select((action, i) => new ScoredLog.RowOf<int>
        {
            Probability = (float)Density(action, 60),
            Propensity = Density(action, 50),
            Reward = i + 1,
            GroupId = i,
        });

        var metrics = ScoredLog.Evaluate(rows, new() { AreDensities = true });

        metrics.MaximumWeight.Should().BeApproximately(2.054433, Tolerance);
        metrics.Responses[0].CappedSelfNormalizedIps.Value.Should().BeApproximately(2.330066, Tolerance);
    }

    [Fact]
    public void CapSensitivity_ThreeRows_IsNcisAtEveryCap()
    {
        var metrics = ScoredLog.Evaluate(ScoredLog.Rows([0.5f, 2, 20], [1, 2, 3]), new() { SensitivityWeightCaps = [1, 10, double.PositiveInfinity] });

        var caps = metrics.Responses[0].CapSensitivity;
        caps.Select(cap => cap.WeightCap).Should().Equal(1, 10, double.PositiveInfinity);
        caps[0].Estimate.Value.Should().BeApproximately((0.5 * 1 + 2 + 3) / (0.5 + 1 + 1), Tolerance);
        caps[0].EffectiveSampleSize.Should().BeApproximately(2.5 * 2.5 / (0.25 + 1 + 1), Tolerance);
        caps[1].Estimate.Should().BeEquivalentTo(metrics.Responses[0].CappedSelfNormalizedIps);
        caps[1].EffectiveSampleSize.Should().Be(metrics.EffectiveSampleSize);
        caps[2].Estimate.Should().BeEquivalentTo(metrics.Responses[0].SelfNormalizedIps);
    }

    [Fact]
    public void DoublyRobust_ThreeRows_IsTheFormulas()
    {
        var rows = ScoredLog.Rows([0.5f, 2, 20], [1, 2, 3]);
        for (var row = 0; row < rows.Length; row++)
            rows[row].Placebo = 2 * row;
        // With v = q = 0, 2, 4, the residuals are 1, 0, −1.
        ResponseMetrics Evaluate(double threshold) => ScoredLog.Evaluate(rows,
            new() { ActionValueColumnNames = ["Placebo"], StateValueColumnNames = ["Placebo"], SwitchThreshold = threshold }).Responses[0];
        var reward = Evaluate(2);

        reward.DirectMethod!.Value.Should().Be((0 + 2 + 4) / 3.0);
        reward.DoublyRobust!.Value.Should().BeApproximately(2 + (0.5 * 1 + 2 * 0 + 20 * -1) / 3, Tolerance);
        reward.SelfNormalizedDoublyRobust!.Value.Should().BeApproximately(2 + (0.5 * 1 + 2 * 0 + 20 * -1) / (0.5 + 2 + 20), Tolerance);
        reward.SwitchDoublyRobust!.Value.Should().BeApproximately(2 + (0.5 * 1 + 2 * 0) / 3, Tolerance, "20 is above the threshold");
        Evaluate(0.5).SwitchDoublyRobust!.Value.Should().BeApproximately(2 + 0.5 * 1 / 3, Tolerance, "0.5 is not");
        Evaluate(0.49).SwitchDoublyRobust!.Value.Should().Be(2, "all are");
    }

    [Theory]
    [InlineData("a", "b", "b")]
    [InlineData("b", "b", "a")]
    public void StateNormalizedIps_StateWithoutWeight_IsRepresentedByTheOther(params string[] states)
    {
        // The row of state a has the weight 0, and the rows of state b have the weights 2 and 1.
        float[] weights = states[0] == "a" ? [0, 2, 1] : [2, 1, 0], rewards = states[0] == "a" ? [5, 1, 4] : [1, 4, 5];
        var rows = ScoredLog.Rows(weights, rewards);
        foreach (var (row, state) in rows.Zip(states))
            row.User = state;

        ScoredLog.Evaluate(rows, new() { StateColumnName = "User" }).Responses[0].StateNormalizedIps!.Value
            .Should().BeApproximately((2 * 1 + 1 * 4) / (2 + 1.0), Tolerance);
    }

    [Fact]
    public void Add_RowsOfOneUnit_GivesTheSameNumbersAsTheCatalog()
    {
        var (weights, estimates) = ScoredLog.Sample([0.5f, 2, 20], [1, 2, 3], 10);

        estimates[nameof(ResponseMetrics.CappedSelfNormalizedIps)].Should().BeApproximately(2.76, Tolerance);
        estimates[nameof(ResponseMetrics.SelfNormalizedIps)].Should().BeApproximately(64.5 / 22.5, Tolerance);
        estimates[nameof(ResponseMetrics.Ips)].Should().BeApproximately(64.5 / 3, Tolerance);
        weights.MeanCapped.Should().BeApproximately(12.5 / 3, Tolerance);
        weights.EffectiveSizeCapped.Should().BeApproximately(12.5 * 12.5 / 104.25, Tolerance);
    }

    [Fact]
    public void MeanStandardError_UnequalUnits_IsTheLinearizedRatio()
    {
        var weights = new UnitWeightStatistics(10, new(ColumnStore.Memory));
        weights.Add(0, 1);
        weights.Add(0, 1);
        weights.Add(1, 3);

        // The mean is 5/3. The residuals of the units are 2 - 2 * 5/3 and 3 - 5/3. There are two units and three rows.
        weights.MeanStandardError().Should().BeApproximately(Math.Sqrt(2 * 2 * Math.Pow(4 / 3.0, 2)) / 3, Tolerance);
        ScoredLog.Sample([1, 2], [0, 0], 10).Weights.MeanStandardError().Should().Be(double.PositiveInfinity, "one unit tells nothing");
    }

    [Fact]
    public void SumOf_RatiosOfSessions_IsTheSumOfBoth()
    {
        var units = new UnitTable(ColumnStore.Memory);
        var sum = new SumOf(new SessionRatio(session => session.Return, _ => 1), new SessionRatio(session => session.Ratio, session => session.Return));
        sum.Attach(units);
        foreach (var session in new WeightedSession[] { new(0, 2, 3), new(1, 0.5, 7) })
            sum.Add(session);
        sum.Complete();

        var whole = units.Whole();
        sum.Estimate(whole).Should().BeApproximately((3 + 7) / 2.0 + (2 + 0.5) / (3 + 7), 1e-12);
        sum.LeaveOneOut(whole).Should().Equal([7 + 0.5 / 7, 3 + 2.0 / 3], (actual, expected) => Math.Abs(actual - expected) < 1e-12);
    }

    [Fact]
    public void EvaluateOffPolicy_BooleanAndSecondResponse_AreEstimatedByTheSameWeights()
    {
        var rows = ScoredLog.Rows([1, 3], [5, 6]);
        rows[1].Click = true;

        var metrics = ScoredLog.Context.Ranking.EvaluateOffPolicy(ScoredLog.View(rows), ["Reward", "Click"]);

        metrics.Responses.Select(response => response.Name).Should().Equal("Reward", "Click");
        metrics.Responses[1].LoggedMean.Should().Be(0.5);
        metrics.Responses[1].CappedSelfNormalizedIps.Value.Should().Be(3.0 / 4);
        metrics.Responses[1].CappedSelfNormalizedIps.Lift.Should().Be(0.75 / 0.5 - 1);
    }

    [Fact]
    public void EvaluateOffPolicy_NegativeLoggedMean_CountsAnImprovementAsPositiveLift()
    {
        var metrics = ScoredLog.Evaluate(ScoredLog.Rows([3, 1], [-1, -3]));

        metrics.Responses[0].SelfNormalizedIps.Lift.Should().Be((-1.5 - -2) / 2);
    }

    [Fact]
    public void EvaluateOffPolicy_LoggedMeanZero_HasNoLift()
    {
        var lift = ScoredLog.Evaluate(ScoredLog.Rows([3, 1], [1, -1])).Responses[0].SelfNormalizedIps;

        lift.Value.Should().Be(0.5);
        new[] { lift.Lift, lift.LiftLowerBound, lift.LiftUpperBound }.Should().OnlyContain(value => double.IsNaN(value));
    }
}
