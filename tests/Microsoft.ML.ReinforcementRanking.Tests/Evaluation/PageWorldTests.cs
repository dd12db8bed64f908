using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>
/// Tests every estimator of pages in a world with 20 pages, where its assumption holds and where it does not. Means of 200 logs are compared with
/// enumerated values within 4 of their own standard errors, which chance exceeds about once in 16,000 comparisons.
/// </summary>
public sealed class PageWorldTests
{
    private const int Logs = 200;
    private const int PagesPerLog = 400;
    private const double StandardErrors = 4;

    private static readonly string[] OfThePage = ["PageIps", "SelfNormalizedPageIps"];

    private static readonly string[] FromAbove =
        ["RewardInteractionIps", "SelfNormalizedRewardInteractionIps", "CascadeDoublyRobust", "SelfNormalizedCascadeDoublyRobust"];

    private static readonly string[] Independent = ["IndependentIps", "SelfNormalizedIndependentIps"];

    [Fact]
    public void EvaluateOffPolicy_ResponsesDependOnTheirItem_EveryEstimatorIsRight()
        => IsRight(PageInteraction.None, right: [.. OfThePage, .. FromAbove, .. Independent], wrong: []);

    [Fact]
    public void EvaluateOffPolicy_ResponsesDependOnItemsAbove_IndependentEstimatorsAreBiased()
        => IsRight(PageInteraction.FromAbove, right: [.. OfThePage, .. FromAbove], wrong: Independent);

    [Fact]
    public void EvaluateOffPolicy_ResponsesDependOnThePage_OnlyPageEstimatorsAreRight()
        => IsRight(PageInteraction.OfThePage, right: OfThePage, wrong: [.. FromAbove, .. Independent]);

    [Theory]
    [InlineData(PageInteraction.None)]
    [InlineData(PageInteraction.FromAbove)]
    [InlineData(PageInteraction.OfThePage)]
    public void EvaluateOffPolicy_ManyPages_UnnormalizedEstimatesHaveTheirEnumeratedExpectation(object interaction)
    {
        var world = new PageWorld((PageInteraction)interaction);
        (double First, double Second) Ratios((int First, int Second) page, Func<double[], (int First, int Second), (double First, double Second)> of)
        {
            var (target, behavior) = (of(PageWorld.Target, page), of(PageWorld.Behavior, page));
            return (target.First / behavior.First, target.Second / behavior.Second);
        }
        double Whole((int First, int Second) page) => Ratios(page, PageWorld.Conditional).First * Ratios(page, PageWorld.Conditional).Second;

        var metrics = Evaluate(world.Log(20_000, seed: 5), seed: 5).Responses[0].Page!;

        Agrees(metrics.PageIps, world.Expectation(page => (Whole(page), Whole(page))));
        Agrees(metrics.RewardInteractionIps, world.Expectation(page => (Ratios(page, PageWorld.Conditional).First, Whole(page))));
        Agrees(metrics.IndependentIps!, world.Expectation(page => Ratios(page, PageWorld.Marginal)));
        metrics.LoggedMean.Should().BeApproximately(world.Value(PageWorld.Behavior), Margin(metrics.PageIps));
    }

    [Fact]
    public void CascadeDoublyRobust_ModelIsTrue_VariesLessThanWeightsAlone()
    {
        var world = new PageWorld(PageInteraction.FromAbove);

        var page = Evaluate(world.Log(2000, seed: 3), seed: 3).Responses[0].Page!;

        page.DirectMethod!.Value.Should().BeApproximately(world.Value(PageWorld.Target), 1e-6, "values of Single precision are averaged");
        // With a true model only the noise of the responses is weighted: a variance of 0.09 a row, where those of the responses are 0.08 and 0.6.
        Margin(page.CascadeDoublyRobust!).Should().BeLessThan(0.75 * Margin(page.RewardInteractionIps));
    }

    [Fact]
    public void CascadeDoublyRobust_PropensitiesAreWrong_IsRightWithATrueModel()
    {
        var world = new PageWorld(PageInteraction.FromAbove);
        var rows = world.Log(20_000, seed: 4);
        foreach (var row in rows)
            row.Propensity = Math.Min(1, row.Propensity * (row.ActionValue > 1.3 ? 1.5 : 0.8));

        var page = Evaluate(rows, seed: 4).Responses[0].Page!;

        var truth = world.Value(PageWorld.Target);
        page.CascadeDoublyRobust!.Value.Should().BeApproximately(truth, Margin(page.CascadeDoublyRobust));
        Math.Abs(page.RewardInteractionIps.Value - truth).Should().BeGreaterThan(Margin(page.RewardInteractionIps));
    }

    private static void IsRight(PageInteraction interaction, string[] right, string[] wrong)
    {
        var world = new PageWorld(interaction);
        var truth = world.Value(PageWorld.Target);
        // The model is wrong, so that cascade DR is right by its weights alone.
        IReadOnlyDictionary<string, OffPolicyEstimate>[] logs =
            [.. Enumerable.Range(1, Logs).Select(seed => Evaluate(world.Log(PagesPerLog, seed, modelError: 0.1), seed).Responses[0].Page!.Estimates)];

        foreach (var name in right)
        {
            var (mean, error) = Mean(logs, name);
            // The bias of a ratio is of order 1 / pages, so it is far below the margin, which is of order 1 / √(pages · logs).
            mean.Should().BeApproximately(truth, StandardErrors * error, name);
            // Binomial(200, 0.95) has the mean 190 and the standard deviation 3.1.
            logs.Count(log => log[name].LowerBound <= truth && truth <= log[name].UpperBound).Should().BeInRange(Logs * 90 / 100, Logs * 99 / 100, name);
        }
        foreach (var name in wrong)
        {
            var (mean, error) = Mean(logs, name);
            Math.Abs(mean - truth).Should().BeGreaterThan(2 * StandardErrors * error, name);
        }
    }

    private static (double Value, double StandardError) Mean(IReadOnlyDictionary<string, OffPolicyEstimate>[] logs, string name)
    {
        var values = logs.Select(log => log[name].Value).ToArray();
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length));
    }

    private static void Agrees(OffPolicyEstimate estimate, double expected) => estimate.Value.Should().BeApproximately(expected, Margin(estimate));

    /// <summary>Gets the width of a 95 % interval, which is 3.9 standard errors.</summary>
    private static double Margin(OffPolicyEstimate estimate) => estimate.UpperBound - estimate.LowerBound;

    private static OffPolicyMetrics Evaluate(PageWorld.Row[] rows, int seed) => PageLog.Evaluate(rows, new()
    {
        ActionValueColumnNames = ["ActionValue"],
        StateValueColumnNames = ["StateValue"],
        AreValuesFitted = false,
        SensitivityWeightCaps = [],
        NumberOfBootstrapSamples = 200,
        Seed = seed,
    });
}
