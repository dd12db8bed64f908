namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class PolicySelectionTests
{
    [Fact]
    public void Report_OnePairInWrongOrder_IsTheFormulas()
    {
        // The ranks are 1, 2, 3, 4 and 1, 2, 4, 3. One of six pairs is discordant, and the sum of the squared differences is 2.
        var report = ScoredLog.Context.Ranking.ReportPolicySelection([0.1, 0.2, 0.3, 0.4], [10, 20, 40, 30]);

        report.PolicyCount.Should().Be(4);
        report.SpearmanCorrelation.Should().BeApproximately(1 - 6 * 2.0 / (4 * (16 - 1)), 1e-12);
        report.KendallCorrelation.Should().BeApproximately((5 - 1) / 6.0, 1e-12);
        report.RegretAt(1).Should().Be(40 - 30);
        report.RegretAt(2).Should().Be(0);
        report.ToString().Should().Be("4 policies: Spearman 0.8, Kendall 0.667, regret@1 10, regret@3 0");
    }

    [Fact]
    public void Report_Ties_ShareRanksAndLeaveThePairs()
    {
        var report = ScoredLog.Context.Ranking.ReportPolicySelection([1, 1, 2], [1, 2, 3]);

        // The ranks are 1/2, 1/2, 2 and 0, 1, 2. The covariance is 3/2, and the variances are 3/2 and 2. Two of the three pairs are not tied on the left,
        // and all three on the right.
        report.SpearmanCorrelation.Should().BeApproximately(1.5 / Math.Sqrt(1.5 * 2), 1e-12);
        report.KendallCorrelation.Should().BeApproximately(2 / Math.Sqrt(2 * 3), 1e-12);
        report.ToString().Should().NotContain("regret@3");
    }

    [Fact]
    public void Report_TiesOfTheTruth_CountAsThoseOfTheEstimates()
    {
        ScoredLog.Context.Ranking.ReportPolicySelection([1, 2, 3], [1, 1, 2]).KendallCorrelation.Should().BeApproximately(2 / Math.Sqrt(3 * 2), 1e-12);
        ScoredLog.Context.Ranking.ReportPolicySelection([1, 1, 2], [1, 1, 2]).KendallCorrelation.Should().Be(1, "the tied pair counts on neither side");
    }

    [Fact]
    public void Report_TiesOfOneOfThreeValues_ShareTheirRanksOnly()
    {
        var report = ScoredLog.Context.Ranking.ReportPolicySelection([1, 1, 2, 3], [1, 2, 3, 4]);

        // The ranks are 1/2, 1/2, 2, 3 and 0, 1, 2, 3. The covariance and the first variance are 9/2, and the second variance is 5.
        report.SpearmanCorrelation.Should().BeApproximately(4.5 / Math.Sqrt(4.5 * 5), 1e-12);
    }

    [Fact]
    public void Report_EstimatesDoNotVary_HasNoCorrelation() =>
        ScoredLog.Context.Ranking.ReportPolicySelection([1, 1], [1, 2]).SpearmanCorrelation.Should().Be(double.NaN);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void RegretAt_OutOfRange_IsAnError(int k)
    {
        var regret = () => ScoredLog.Context.Ranking.ReportPolicySelection([1, 2], [1, 2]).RegretAt(k);

        regret.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(k));
    }

    [Theory]
    [InlineData(new double[] { 1, 2 }, new double[] { 1 }, "*must have one value per estimate (2), but had 1*")]
    [InlineData(new double[] { 1 }, new double[] { 1 }, "*must have the values of at least two policies, but had 1*")]
    [InlineData(new double[] { 1, double.NaN }, new double[] { 1, 2 },
        "*must be finite, but the value of policy 1 (the first is 0) was NaN. Leave the policy out of both lists*")]
    public void Report_BadValues_SayWhich(double[] estimates, double[] truths, string message)
    {
        var report = () => ScoredLog.Context.Ranking.ReportPolicySelection(estimates, truths);

        report.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }
}
