using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests that TSCAC finds the known best policies. Logits have variance v (<see cref="BanditWorld.LogitVariance"/>), so the divergence is about v / 2 on
/// average. A few logits have most of it, so its upper tail is at about eight times that, 4 v, which is the margin. The uniform policy is about 1 away.
/// </summary>
public sealed class BanditWorldTests
{
    private const int Rows = 4000;

    public static TheoryData<PolicyImprovement, int> Fits => new()
    {
        { PolicyImprovement.Exact, 1 }, { PolicyImprovement.Exact, 2 }, { PolicyImprovement.Exact, 3 },
        { PolicyImprovement.Sampled, 1 }, { PolicyImprovement.Sampled, 2 }, { PolicyImprovement.Sampled, 3 },
    };

    [Theory]
    [MemberData(nameof(Fits))]
    public void Tscac_UniformLog_RecoversTheClosedForm(PolicyImprovement improvement, int seed)
    {
        var world = ThreeTastes();

        var policy = world.Policy(Fit(world.Log(Rows, seed), improvement, seed));

        BanditWorld.Divergence(policy, world.ClosedForm(1)).Should().BeLessThan(4 * world.LogitVariance(Rows, 1));
        ShouldOrderAs(world.ClosedForm(1), policy, world.LogitVariance(Rows, 1) + FitVariance(world, improvement));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Tscac_DiscountedIndependentSteps_KeepsTheOrdering(int seed)
    {
        // Later rows of the session do not depend on the action, so a discount adds a constant and noise to the action value.
        var world = ThreeTastes(sessionLength: 4);

        var policy = world.Policy(new MLContext(seed).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new("Like") { DiscountFactor = 0.5 }],
            DiscountFactor = 0.5,
            PropensityColumnName = "Propensity",
        }).Fit(world.Log(Rows, seed)));

        policy.Select(Best).Should().Equal(world.ClosedForm(1).Select(Best));
    }

    /// <summary>The correction moves the optimum by more than the margin, and training finds it: docs/equations-tscac.md (33).</summary>
    [Fact]
    public void Tscac_SampledForPages_RecoversTheFlatterOptimum()
    {
        const int PageSize = 8;
        var world = ThreeTastes();
        double[][] optimum = [.. world.ClosedForm(1).Select(target => FlatterPolicy.Of(target, PageSize))];
        var margin = 4 * world.LogitVariance(Rows, 1) + FitVariance(world, PolicyImprovement.Sampled);

        var policy = world.Policy(Fit(world.Log(Rows, seed: 1), PolicyImprovement.Sampled, seed: 1, pageSize: PageSize));

        BanditWorld.Divergence(policy, optimum).Should().BeLessThan(margin);
        BanditWorld.Divergence(world.ClosedForm(1), optimum).Should().BeGreaterThan(2 * margin);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BehaviorCloning_ChoosyLog_RecoversTheLoggingPolicy(int seed)
    {
        var world = Choosy();

        var model = new MLContext(seed).Ranking.Trainers.BehaviorCloning().Fit(world.Log(Rows, seed));

        // K − 1 free frequencies of n rows per state diverge by (K − 1) / 2n on average, and by four times that in the upper tail. The floor of 0.001 per
        // row costs at most itself.
        var margin = 4 * (world.ActionCount - 1) / (2 * 0.9 * Rows / world.StateCount) + 2e-3;
        BanditWorld.Divergence(world.Behavior, world.Policy(model)).Should().BeLessThan(margin);
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void Tscac_ChoosyLogWithoutPropensities_RecoversTheOrdering(PolicyImprovement improvement, int seed)
    {
        var world = Choosy();

        var policy = world.Policy(Fit(world.Log(Rows, seed), improvement, seed, propensity: null));

        BanditWorld.Divergence(policy, world.ClosedForm(1)).Should().BeLessThan(4 * world.LogitVariance(Rows, 1) + 4e-3);
        ShouldOrderAs(world.ClosedForm(1), policy, world.LogitVariance(Rows, 1) + FitVariance(world, improvement));
    }

    private static BanditWorld ThreeTastes(int sessionLength = 1) => new(
        [[1, 0.8, 0.2, 0.5, 0, 0.4], [0, 0.3, 1, 0.6, 0.8, 0.1], [0.5, 0, 0.3, 1, 0.2, 0.9]],
        [[0, 0.7, 0.1, 0.3, 1, 0.5], [0.9, 0.2, 0.1, 0.6, 0.8, 0], [0.1, 1, 0.7, 0.4, 0, 0.6]])
    {
        SessionLength = sessionLength,
    };

    private static BanditWorld Choosy() => new(
        [[1, 0.7, 0.2, 0.4], [0.1, 0.5, 1, 0.3]],
        [[0.2, 0.8, 1, 0], [1, 0.6, 0, 0.3]])
    {
        Behavior = [[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]],
    };

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(IDataView log, PolicyImprovement improvement, int seed,
        string? propensity = "Propensity", int pageSize = 1)
        => new MLContext(seed).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new("Like") { DiscountFactor = 0 }],
            DiscountFactor = 0,
            PropensityColumnName = propensity,
            PolicyImprovement = improvement,
            PageSize = pageSize,
        }).Fit(log);

    /// <summary>
    /// The sampled form fits a network to logged actions in stage one and again in stage two. The logarithm of a frequency of n rows has variance 1 / n,
    /// and an action has K · S / rows of it on average. The exact form has no such fit.
    /// </summary>
    private static double FitVariance(BanditWorld world, PolicyImprovement improvement)
        => improvement == PolicyImprovement.Exact ? 0 : 2 * world.ActionCount * world.StateCount / (0.9 * Rows);

    /// <summary>Tests that every pair of actions whose logits differ by more than four standard errors of a difference has the same order.</summary>
    private static void ShouldOrderAs(double[][] expected, double[][] policy, double logitVariance)
    {
        var margin = 4 * Math.Sqrt(2 * logitVariance);
        for (var state = 0; state < expected.Length; state++)
        {
            for (var better = 0; better < expected[state].Length; better++)
            {
                for (var worse = 0; worse < expected[state].Length; worse++)
                {
                    if (Math.Log(expected[state][better] / expected[state][worse]) > margin)
                        policy[state][better].Should().BeGreaterThan(policy[state][worse], $"in state {state} action {better} is better than {worse}");
                }
            }
        }
    }

    private static int Best(double[] probabilities) => probabilities.IndexOf(probabilities.Max());
}
