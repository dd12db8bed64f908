using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests a world with an active constraint (docs/equations-tscac.md (E12)). The main response is best for action 0, the auxiliary response for action 2,
/// and action 1 is a compromise. λ moves the policy from that of the auxiliary response to the greedy one, and every value between them is that of the
/// closed form.
/// </summary>
public sealed class ConstraintWorldTests
{
    private const int Rows = 4000;

    private static readonly double[] Strengths = [0.1, 0.3, 1, 3, 10];

    private static readonly BanditWorld World = new([[1, 0.8, 0]], [[0, 0.7, 1]]);

    // Two tests turn the strength of one model.
    private static readonly ConcurrentDictionary<int, Lazy<RankingPredictionTransformer<NeuralRankingModelParameters>>> Models = new();

    [Theory]
    [InlineData(PolicyImprovement.Exact, 1)]
    [InlineData(PolicyImprovement.Exact, 2)]
    [InlineData(PolicyImprovement.Sampled, 1)]
    [InlineData(PolicyImprovement.Sampled, 2)]
    public void Tscac_StrongerConstraint_TradesMainForAuxiliaryValue(PolicyImprovement improvement, int seed)
    {
        var log = World.Log(Rows, seed);

        var policies = Strengths.Select(strength => World.Policy(Fit(log, strength, improvement, seed))).ToArray();

        ShouldTrade(policies, Strengths);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WithConstraintStrength_Turned_TradesAsRefitsDo(int seed)
    {
        var model = Models.GetOrAdd(seed, key => new(() => Fit(World.Log(Rows, key), 1, PolicyImprovement.Exact, key))).Value;

        var policies = Strengths.Select(strength => World.Policy(model.WithConstraintStrength(strength))).ToArray();

        ShouldTrade(policies, Strengths);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WithConstraintStrength_Overwhelming_IsStageOneAlone(int seed)
    {
        var model = Models.GetOrAdd(seed, key => new(() => Fit(World.Log(Rows, key), 1, PolicyImprovement.Exact, key))).Value;

        var policy = World.Policy(model.WithConstraintStrength(1e6));

        policy[0].IndexOf(policy[0].Max()).Should().Be(2, "the auxiliary is best on action 2");
        BanditWorld.Divergence(policy, World.ClosedForm(1e6)).Should().BeLessThan(4 * World.LogitVariance(Rows, 1e6));
    }

    [Theory]
    [InlineData(PolicyImprovement.Exact, 1)]
    [InlineData(PolicyImprovement.Exact, 2)]
    [InlineData(PolicyImprovement.Sampled, 1)]
    [InlineData(PolicyImprovement.Sampled, 2)]
    public void Tscac_VanishingConstraint_IsTheUnconstrainedActorCritic(PolicyImprovement improvement, int seed)
    {
        var log = World.Log(Rows, seed);

        var constrained = World.Policy(Fit(log, 0.02, improvement, seed));
        var unconstrained = World.Policy(Fit(log, 0.02, improvement, seed, responses: []));

        // Action 0 is better by 0.2, which is 0.46 advantage deviations, or 23 in logits at λ 0.02. A fitted network approximates such a sharp policy to
        // about a percent.
        constrained[0][0].Should().BeGreaterThan(0.99);
        unconstrained[0][0].Should().BeGreaterThan(0.99);
    }

    private static void ShouldTrade(double[][][] policies, double[] strengths)
    {
        double[] main = [.. policies.Select(World.MainValue)];
        double[] auxiliary = [.. policies.Select(World.AuxiliaryValue)];
        for (var index = 0; index < strengths.Length; index++)
        {
            var (best, variance) = (World.ClosedForm(strengths[index]), World.LogitVariance(Rows, strengths[index]));
            main[index].Should().BeApproximately(World.MainValue(best), World.MainMargin(best, variance));
            auxiliary[index].Should().BeApproximately(World.AuxiliaryValue(best), World.AuxiliaryMargin(best, variance));
        }
        main.Should().BeInDescendingOrder();
        auxiliary.Should().BeInAscendingOrder();
        (main[0] - main[^1]).Should().BeGreaterThan(0.4);
        (auxiliary[^1] - auxiliary[0]).Should().BeGreaterThan(0.4);
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(IDataView log, double strength, PolicyImprovement improvement, int seed,
        AuxiliaryResponse[]? responses = null)
        => new MLContext(seed).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = responses ?? [new("Like") { DiscountFactor = 0 }],
            DiscountFactor = 0,
            PropensityColumnName = "Propensity",
            ConstraintStrength = strength,
            PolicyImprovement = improvement,
        }).Fit(log);
}
