using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class OffPolicyTableTests
{
    [Fact]
    public void ToString_PlaceboWithoutIntervals_IsATableWithWarnings()
        => Text([1.5f, 0.5f], new() { PlaceboColumnName = "Placebo", NumberOfBootstrapSamples = 0, SensitivityWeightCaps = [1, 20] }).Should().Be(
        """
        10 rows, 10 sessions, effective sample size 8 (80%) with capped weights, 8 (80%) with uncapped weights
        weights: mean 1, mean capped 1, largest 1.5 (15% of all weight), 0% at the cap of 10

        response           logged  estimator  value  95% interval  lift    95% interval
        Reward             0.5     IPS        0.25   -             -50.0%  -
                                   SNIPS      0.25   -             -50.0%  -
                                   NCIS       0.25   -             -50.0%  -
        Placebo (placebo)  0       IPS        0      -             -       -
                                   SNIPS      0      -             -       -
                                   NCIS       0      -             -       -

        NCIS at other caps
        response  logged  cap (effective sample size)  value    95% interval  lift    95% interval
        Reward    0.5     1 (9)                        0.33333  -             -33.3%  -
                          20 (8)                       0.25     -             -50.0%  -
        ! The bootstrap has 10 units to draw from (fewer than 30): its intervals are too narrow. Evaluate on more sessions.
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void ToString_OneRowOfProbabilityZero_CountsIt()
    {
        Text([0, 1, 1, 1, 1, 1, 1, 1, 1, 1], new()).Should().Contain("\nprobability 0: 1 rows (10%), of which 0 have an action");
        Text([1], new()).Should().NotContain("probability 0");
    }

    [Fact]
    public void ToString_OneOtherCap_HasATableOfIt()
    {
        Text([1.5f, 0.5f], new() { SensitivityWeightCaps = [20] }).Should().MatchRegex(@"NCIS at other caps\n.*\nReward +0\.5 +20 \(8\) ");
        Text([1.5f, 0.5f], new() { SensitivityWeightCaps = [] }).Should().NotContain("other caps");
    }

    [Fact]
    public void ToString_Intervals_ShowsBothEndsAndTheirLevel() => Text([0, 1], new() { ConfidenceLevel = 0.9 }).Should()
        .Contain("90% interval").And.MatchRegex(@"SNIPS +1 +1 \.\. 1 +\+100\.0% +\+\d+\.\d% \.\. \+\d+\.\d%");

    [Fact]
    public void ToString_DiscountValuesAndState_HasATableOfReturns()
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(200, seed: 3), SessionWorld.Discount);

        var metrics = ScoredLog.Evaluate(rows, new()
        {
            DiscountFactor = SessionWorld.Discount,
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
            StateColumnName = "State",
        });
        var (text, count) = (metrics.ToString(), metrics.SessionWeights!.EffectiveSessionCount);

        text.Should().Contain(FormattableString.Invariant($"effective sample size {count:0.#} sessions ({count / metrics.SessionCount:0.#%}), "));
        text.Should()
            .MatchRegex(
            @"return of a session, discount 0\.8: effective sample size [\d.]+ sessions \([\d.]+%\), products of weights: mean [\d.]+, largest [\d.]+");
        foreach (var estimator in new[] { "trajectory IS", "trajectory IS, normalized", "trajectory IS, capped", "per-decision IS",
            "per-decision IS, normalized", "per-decision IS, capped", "marginalized IS", "DM", "DR", "DR, normalized" })
            text.Should().MatchRegex($@"\s{estimator}  +[\d.]+ +[\d.]+ \.\. [\d.]+ +\+");
    }

    [Fact]
    public void ToString_ValuesPerRow_NamesTheirEstimators()
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(50, seed: 3), 0);

        var text = ScoredLog.Evaluate(rows,
            new() { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"], StateColumnName = "State" }).ToString();

        foreach (var estimator in new[] { "SNIPS by state", "DM", "DR", "SNDR", "switch-DR" })
            text.Should().MatchRegex($@"\s{estimator}  +[\d.]+ +[\d.]+ \.\. ");
        text.Should().NotContain("return of a session");
    }

    [Fact]
    public void ToString_CultureWithDecimalComma_IsTheSame()
    {
        var usual = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new("de-DE");
            Text([1.5f, 0.5f], null).Should().Contain("largest 1.5").And.Contain("-50.0%");
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
    }

    /// <summary>Creates ten sessions of one row, with rewards that alternate between 0 and 1.</summary>
    private static string Text(float[] weights, OffPolicyOptions? options)
    {
        var rows = ScoredLog.Rows(
            [.. Enumerable.Range(0, 10).Select(i => weights[i % weights.Length])], [.. Enumerable.Range(0, 10).Select(i => (float)(i % 2))]);
        return ScoredLog.Evaluate(rows, options).ToString().ReplaceLineEndings("\n");
    }
}
