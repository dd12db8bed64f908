using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests worlds in which the baselines of TSCAC do what they are designed for, and differ from each other.</summary>
public sealed class ActorCriticWorldTests
{
    private const int Rows = 4000;

    private static readonly BanditWorld Tastes = new(
        [[1, 0.6, 0.2, 0.4], [0.1, 0.5, 1, 0.3], [0.3, 0, 0.4, 1]],
        [[0, 0.2, 0.4, 1], [1, 0.6, 0.3, 0.1], [0.5, 1, 0, 0.2]]);

    public static TheoryData<ActorCriticAlgorithm, int> Algorithms => new()
    {
        { ActorCriticAlgorithm.A2C, 1 }, { ActorCriticAlgorithm.A2C, 2 },
        { ActorCriticAlgorithm.Awac, 1 }, { ActorCriticAlgorithm.Awac, 2 },
        { ActorCriticAlgorithm.Sac, 1 }, { ActorCriticAlgorithm.Sac, 2 },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void ActorCritic_AnyAlgorithm_PrefersTheBestActionOfEachState(ActorCriticAlgorithm algorithm, int seed)
    {
        var policy = Tastes.Policy(Fit(Tastes, seed, new() { Algorithm = algorithm, DiscountFactor = 0, PropensityColumnName = "Propensity" }));

        policy.Select(Best).Should().Equal(0, 2, 3);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void ActorCritic_MainWeightZero_PrefersTheBestActionOfTheInteraction(ActorCriticAlgorithm algorithm, int seed)
    {
        var policy = Tastes.Policy(
            Fit(Tastes, seed,
            new() { Algorithm = algorithm, DiscountFactor = 0, PropensityColumnName = "Propensity", MainWeight = 0, Responses = [new("Like")] }));

        policy.Select(Best).Should().Equal(3, 0, 1);
    }

    [Fact]
    public void ActorCritic_MinimizedResponse_AvoidsIt()
    {
        var policy = Tastes.Policy(
            Fit(Tastes, 1, new() { DiscountFactor = 0, PropensityColumnName = "Propensity", MainWeight = 0, Responses = [new("Like") { Minimize = true }] }));

        policy.Select(Best).Should().Equal(0, 3, 2);
    }

    [Theory]
    [InlineData("Action")]
    [InlineData("ActionVector")]
    public void ActorCritic_SingleResponse_IsTheSameToTheLastBitHoweverConstraintsAreHandled(string action)
    {
        // Options with one response refuse to be handled otherwise, so the trainer is made without their check.
        string NetworksOf(ConstraintHandling handling, CriticStructure? critics) => ModelBytes.OfNetworks(new ActorCriticRankingTrainer(new MLContext(1), new()
        {
            ActionColumnName = action,
            ConstraintHandling = handling,
            CriticStructure = critics,
            NumberOfEpochs = 3,
            HiddenUnits = [8],
            BatchSize = 64,
        }).Fit(new MLContext(1).View()));

        var plain = NetworksOf(ConstraintHandling.WeightedSum, CriticStructure.Joint);

        NetworksOf(ConstraintHandling.WeightedSum, CriticStructure.PerResponse).Should().Be(plain);
        NetworksOf(ConstraintHandling.Rcpo, CriticStructure.Joint).Should().Be(plain);
        NetworksOf(ConstraintHandling.Rcpo, CriticStructure.PerResponse).Should().Be(plain);
        NetworksOf(ConstraintHandling.Pareto, null).Should().Be(plain);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void ActorCritic_Discount_EarnsMoreOverASessionThanGreed(ActorCriticAlgorithm algorithm, int seed)
    {
        double Return(double discount) => PacingWorld.Return(new MLContext(seed).Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options
        {
            Algorithm = algorithm,
            DiscountFactor = discount,
            PropensityColumnName = "Propensity",
            BatchSize = 128,
        }).Fit(PacingWorld.Log(1500, seed)));

        // A random policy has the return 1.73. At a temperature of 1, the greedy policy leaves in three steps of four, and the patient policy has a return
        // of about 2.9.
        Return(discount: 0).Should().BeLessThan(PacingWorld.ChanceReturn - 0.3);
        Return(discount: 0.9).Should().BeGreaterThan(PacingWorld.ChanceReturn + 0.8);
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(BanditWorld world, int seed, ActorCriticRankingTrainer.Options options)
        => new MLContext(seed).Ranking.Trainers.ActorCritic(options).Fit(world.Log(Rows, seed));

    private static int Best(double[] probabilities) => probabilities.IndexOf(probabilities.Max());
}
