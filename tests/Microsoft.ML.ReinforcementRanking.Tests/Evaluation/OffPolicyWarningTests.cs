using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class OffPolicyWarningTests
{
    [Fact]
    public void Warnings_HealthyLog_AreNone() => Evaluate(Repeat(1.5f, 0.5f)).Warnings.Should().BeEmpty();

    [Fact]
    public void Warnings_PolicyPrefersActionsNeverLogged_SayHowMuchMass()
    {
        // The log contains two of three actions at random. The policy is uniform over all three.
        var metrics = Evaluate(Repeat(2f / 3, 2f / 3));

        metrics.Warnings.Should().Contain(warning =>
            warning.StartsWith("Support is missing: the mean weight is 0.667, where 1 is expected, so about 33 % of the policy's probability"));
    }

    [Fact]
    public void Warnings_MeanWeightLowByChance_DoNotSayThatSupportIsMissing() =>
        // The 50 rows have the weight 0 or 1.9. The mean is 0.95, which is within one standard error of 1.
        Evaluate(Repeat(0, 1.9f).Take(50)).Warnings.Should().NotContain(warning => warning.StartsWith("Support"));

    [Fact]
    public void Warnings_ProbabilitiesAboveTheirSum_DoubtTheColumns() => Evaluate(Repeat(1.4f, 1.2f)).Warnings.Should().ContainSingle()
        .Which.Should().StartWith("The mean weight is 1.3, where at most 1 is expected: the propensities are too small");

    [Fact]
    public void Warnings_FewRowsDecide_SayTheEffectiveSampleSize()
    {
        var rows = Repeat(0, 0);
        rows[0].Probability = rows[1].Probability = 1;

        Evaluate(rows).Warnings.Should().Contain(warning =>
            warning.StartsWith("The effective sample size of the capped weights is 2 of 100 rows (2.0 %, below 5 %)"));
    }

    [Fact]
    public void Warnings_ManyWeightsAtTheCap_SayTheirShare() => Evaluate(Repeat(16, 1, 1, 1)).Warnings.Should().Contain(warning =>
        warning.StartsWith("25.0 % of the weights reach the cap (above 20 %)"));

    [Fact]
    public void Warnings_CapCutsMass_SayTheMeanCappedWeight()
    {
        var metrics = Evaluate(Repeat([11, .. Enumerable.Repeat(0f, 9)]));

        metrics.MeanWeight.Should().BeApproximately(1.1, 1e-6);
        Evaluate(Repeat([11, .. Enumerable.Repeat(0f, 9)]), new() { WeightCap = 9 }).Warnings.Should().ContainSingle()
            .Which.Should().StartWith("The mean capped weight is 0.9 (below 0.95)").And.Contain("OffPolicyOptions.PlaceboColumnName");
    }

    [Fact]
    public void Warnings_FewSessions_SayThatIntervalsAreTooNarrow() => Evaluate(Repeat(1.5f, 0.5f).Take(10)).Warnings.Should().ContainSingle()
        .Which.Should().StartWith("The bootstrap has 10 units to draw from (fewer than 30)");

    [Fact]
    public void Warnings_OneSession_SpeakOfOneUnit()
    {
        var rows = Repeat(1.5f, 0.5f);
        foreach (var row in rows)
            row.GroupId = 1;

        Evaluate(rows).Warnings.Should().ContainMatch("The bootstrap has 1 unit to draw from *");
    }

    // Every warning names the number below or above which it comes. The number itself is still healthy.
    [Theory]
    [InlineData(5, 4, "The effective sample size of the capped weights is 4 of 100 rows (4.0 %, below 5 %)")]
    [InlineData(5, 4,
        "Estimates with uncapped weights, such as IPS and SNIPS, rest on few rows: the effective sample size of the uncapped weights is 4 of 100 rows")]
    [InlineData(95, 94, "The mean capped weight is 0.94 (below 0.95)")]
    public void Warnings_AtALimitAndBelow_ComeBelowOnly(int healthy, int few, string warning)
    {
        // All other rows have the weight 0.
        IEnumerable<string> WarningsOf(int rows) => Evaluate(Repeat([.. Enumerable.Range(0, 100).Select(row => row < rows ? 1f : 0)])).Warnings;

        var beginning = warning[..22];
        WarningsOf(few).Should().Contain(text => text.StartsWith(warning, StringComparison.Ordinal));
        WarningsOf(healthy).Should().NotContain(text => text.StartsWith(beginning, StringComparison.Ordinal));
    }

    [Fact]
    public void Warnings_AFifthOfTheWeightsAtTheCap_AreNone()
    {
        Evaluate(Repeat(10, 1, 1, 1, 1)).Warnings.Should().NotContain(warning => warning.Contains("reach the cap"));
        Evaluate(Repeat([10, .. Enumerable.Repeat(1f, 3)])).Warnings.Should().Contain(warning => warning.Contains("reach the cap (above 20 %)"));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public void Warnings_ThirtySessions_AreEnough(int sessions, bool isFew)
        => Evaluate(Repeat(1.5f, 0.5f).Take(sessions)).Warnings.Any(warning => warning.StartsWith("The bootstrap has", StringComparison.Ordinal))
            .Should().Be(isFew);

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void Warnings_OneSessionOfMany_AreThoseOfReturns(int sessions, bool isFew)
    {
        var rows = ScoredLog.Rows([.. Enumerable.Range(0, sessions).Select(session => session == 0 ? 1f : 0)], new float[sessions]);

        Evaluate(rows, new() { DiscountFactor = 1 }).Warnings
            .Any(warning => warning.StartsWith("The effective sample size of whole sessions is 1 of", StringComparison.Ordinal)).Should().Be(isFew);
    }

    [Fact]
    public void Placebo_WeightsIndependentOfState_HasNoLift()
    {
        // Each state occurs with both weights, so the weights favor no state.
        var rows = Repeat(1.5f, 0.5f, 1.5f, 0.5f);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].Placebo = i % 4 < 2 ? 1 : 3;
        }

        var metrics = Evaluate(rows, new() { PlaceboColumnName = "Placebo" });

        metrics.Placebo!.Name.Should().Be("Placebo");
        metrics.Placebo.LoggedMean.Should().Be(2);
        metrics.Placebo.CappedSelfNormalizedIps.Lift.Should().BeApproximately(0, 1e-6);
        metrics.Responses.Should().ContainSingle("a placebo is no response");
        metrics.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Placebo_CapFavorsSomeStates_Warns()
    {
        // In states of value 1, the policy is deterministic (one row in 20, with weight 20). In states of value 3, it equals the logged policy. The cap
        // halves the former weights.
        var rows = Repeat([20, .. Enumerable.Repeat(0f, 19), .. Enumerable.Repeat(1f, 20)]);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].Placebo = i % 40 < 20 ? 1 : 3;
        }

        var metrics = Evaluate(rows, new() { PlaceboColumnName = "Placebo" });

        metrics.Placebo!.SelfNormalizedIps.Value.Should().BeApproximately(2, 1e-6, "uncapped weights leave states alone");
        metrics.Placebo.CappedSelfNormalizedIps.Value.Should().BeApproximately((10 * 1 + 20 * 3) / 30.0, 1e-6);
        metrics.Warnings.Should().Contain(warning => warning.StartsWith("The placebo 'Placebo' has a lift of +16.7 % (beyond 2 % either way)"));
    }

    [Fact]
    public void Placebo_NotAskedFor_IsNull() => Evaluate(Repeat(1)).Placebo.Should().BeNull();

    [Fact]
    public void Warnings_AreAlsoWrittenToTheContextsLog()
    {
        var context = new MLContext(seed: 1);
        List<string> log = [];
        context.Log += (_, entry) => log.Add(entry.Message);

        var metrics = context.Ranking.EvaluateOffPolicy(context.Data.LoadFromEnumerable(Repeat(1.4f, 1.2f)), ["Reward"]);

        log.Should().Contain(message => message.Contains(metrics.Warnings[0]));
    }

    [Fact]
    public void ThrowOnWarnings_Warnings_AreTheErrorWithTheSameNumbers()
    {
        var warnings = Evaluate(Repeat(1.4f, 1.2f)).Warnings;
        var evaluate = () => Evaluate(Repeat(1.4f, 1.2f), new() { ThrowOnWarnings = true });

        warnings.Should().NotBeEmpty();
        evaluate.Should().Throw<InvalidOperationException>().Which.Message.Should().Contain("OffPolicyOptions.ThrowOnWarnings is set").And.ContainAll(warnings);
    }

    [Fact]
    public void ThrowOnWarnings_HealthyLog_GivesTheMetrics() => Evaluate(Repeat(1.5f, 0.5f), new() { ThrowOnWarnings = true }).Warnings.Should().BeEmpty();

    [Fact]
    public void Warnings_ModelOutsideTheDoublyRobustInterval_SayByHowMuch()
    {
        // The model predicts 5 everywhere. The rewards alternate between 0 and 1.
        var rows = Repeat(1);
        foreach (var row in rows)
            row.Placebo = 5;

        Evaluate(rows, new() { ActionValueColumnNames = ["Placebo"], StateValueColumnNames = ["Placebo"] }).Warnings.Should().ContainSingle()
            .Which.Should().StartWith("The model of 'Reward' is off: the direct method gives 5, outside the doubly robust interval 0.");
    }

    [Fact]
    public void Warnings_OneRowHasMostOfTheWeight_SayItsShareThoughCappedWeightsAreHealthy()
    {
        // This happens with an adaptive policy: all weights are 1, except one, which is 400.
        var rows = Repeat(1);
        rows[^1].Probability = 400f / 512;
        rows[^1].Propensity = 1f / 512;

        var metrics = Evaluate(rows);

        metrics.EffectiveSampleSize.Should().BeApproximately(109.0 * 109 / (99 + 100), 1e-9);
        metrics.UncappedEffectiveSampleSize.Should().BeApproximately(499.0 * 499 / (99 + 160_000), 1e-9);
        metrics.LargestWeightShare.Should().BeApproximately(400 / 499.0, 1e-9);
        metrics.Warnings.Should()
            .Contain(
            warning =>
            warning.StartsWith(
            "Estimates with uncapped weights, such as IPS and SNIPS, rest on few rows: the effective sample size of the uncapped weights is 1.6 of 100 rows, "
            + "and the row with the largest weight (400) has 80.2 % of all weight."));
        metrics.ToString().Should()
            .Contain("effective sample size 59.7 (59.7%) with capped weights, 1.6 (1.6%) with uncapped weights").And.Contain(
            "largest 400 (80.2% of all weight)");
    }

    [Fact]
    public void Warnings_FewRowsWithoutALargestOne_SayTheUncappedEffectiveSampleSize()
    {
        // Ten of 1,000 rows have all weight, and none of them more than a tenth.
        float[] weights = [.. Enumerable.Range(0, 1000).Select(row => row < 10 ? 5f : 0)];

        Evaluate(ScoredLog.Rows(weights, [.. weights.Select(_ => 1f)])).Warnings.Should().Contain(warning => warning.StartsWith(
            "Estimates with uncapped weights, such as IPS and SNIPS, rest on few rows: the effective sample size of the uncapped weights is 10 of 1000 rows"));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(20, true)]
    public void UnseenActions_ProbabilityZeroAndNoScore_AreCountedAndWarnedOfWhereTheyAreMany(int unseen, bool isMany)
    {
        // Two more rows have probability 0 but a score, so the policy knows their actions.
        var rows = Repeat(1)
            .Select((row, i) =>
            new RowWithScore
            {
                Probability = i < unseen + 2 ? 0
            : row.Probability,
                Propensity = row.Propensity,
                Reward = row.Reward,
                GroupId = i,
                Score = i < unseen ? float.NaN : 1
            });

        var metrics = ScoredLog.Evaluate(rows);

        metrics.ZeroProbabilityCount.Should().Be(unseen + 2);
        metrics.UnseenActionCount.Should().Be(unseen);
        metrics.Responses[0].Ips.Value.Should()
            .BeApproximately(rows.Skip(unseen + 2).Sum(row => row.Reward) / 100, 1e-6, "rows of probability 0 have weight 0");
        metrics.ToString().Should()
            .Contain($"probability 0: {unseen + 2} rows ({unseen + 2}%), of which {unseen} have an action that the policy has never seen");
        metrics.Warnings.Any(warning => warning.StartsWith($"The policy has never seen the actions of {unseen} of 100 rows", StringComparison.Ordinal)).Should()
            .Be(isMany);
    }

    private sealed class RowWithScore
    {
        public float Probability { get; set; }

        public float Propensity { get; set; }

        public float Reward { get; set; }

        public int GroupId { get; set; }

        public float Score { get; set; }
    }

    private static OffPolicyMetrics Evaluate(IEnumerable<ScoredLog.Row> rows, OffPolicyOptions? options = null) => ScoredLog.Evaluate(rows, options);

    /// <summary>
    /// Creates a hundred rows (or the next multiple) with these weights in turn. Each row is a session, and the reward alternates between 0 and 1.
    /// </summary>
    private static ScoredLog.Row[] Repeat(params float[] weights)
    {
        var count = (100 + weights.Length - 1) / weights.Length * weights.Length;
        return ScoredLog.Rows([.. Enumerable.Range(0, count).Select(i => weights[i % weights.Length])],
            [.. Enumerable.Range(0, count).Select(i => (float)(i % 2))]);
    }
}
