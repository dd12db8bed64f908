using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests worlds in which the baselines of TSCAC do what they are designed for, and differ from each other.</summary>
public sealed class ActorCriticWorldTests
{
    private const int Rows = 4000;

    // For fits over many seeds, there are a third of the steps, and each is three times as large.
    private const int FewRows = 1300;
    private const double LongStep = 3e-3;

    // The main response is best for action 0, and the auxiliary response for action 2. Action 1 is nearly as good for both.
    private static readonly BanditWorld Conflict = new([[1, 0.8, 0]], [[0, 0.7, 1]]);

    private static readonly BanditWorld Tastes = new(
        [[1, 0.6, 0.2, 0.4], [0.1, 0.5, 1, 0.3], [0.3, 0, 0.4, 1]],
        [[0, 0.2, 0.4, 1], [1, 0.6, 0.3, 0.1], [0.5, 1, 0, 0.2]]);

    // The two actions exchange the values of the main and the auxiliary response.
    private static readonly BanditWorld Opposed = new([[1, 0]], [[0, 1]]);

    public static TheoryData<CriticStructure, int> CriticsAndSeeds => new()
    {
        { CriticStructure.Joint, 1 }, { CriticStructure.Joint, 2 }, { CriticStructure.Joint, 3 }, { CriticStructure.Joint, 4 }, { CriticStructure.Joint, 5 },
        { CriticStructure.PerResponse, 1 }, { CriticStructure.PerResponse, 2 }, { CriticStructure.PerResponse, 3 }, { CriticStructure.PerResponse, 4 },
        { CriticStructure.PerResponse, 5 },
    };

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
    [MemberData(nameof(CriticsAndSeeds))]
    public void Rcpo_InfeasibleBound_ReportsAMultiplierThatGrows(CriticStructure critics, int seed)
    {
        // No policy has a value above 1 of this response.
        var history = Fit(Conflict, seed, Rcpo(critics, lowerBound: 2), FewRows).Model.History;

        var multipliers = MultipliersOf(history);
        multipliers.Should().BeInAscendingOrder().And.HaveCount(20);
        multipliers[^1].Should().BeGreaterThan(multipliers[0] + 1);
    }

    [Theory]
    [MemberData(nameof(CriticsAndSeeds))]
    public void Rcpo_BindingBound_GivesUpMainValueForIt(CriticStructure critics, int seed)
    {
        var kept = Fit(Conflict, seed, Rcpo(critics, lowerBound: -1), FewRows);
        var (free, bound) = (Conflict.Policy(kept), Conflict.Policy(Fit(Conflict, seed, Rcpo(critics, lowerBound: 0.65), FewRows)));

        MultipliersOf(kept.Model.History)[^1].Should().Be(0, "every policy keeps a bound of -1");
        free.Select(Best).Should().Equal([0], "the multiplier is gone, and the main response is left");
        Conflict.AuxiliaryValue(free).Should().BeLessThan(0.55, "the greedy action has none of it");
        Conflict.AuxiliaryValue(bound).Should().BeGreaterThan(0.6, "the multiplier swings around what keeps the bound");
        Conflict.MainValue(bound).Should().BeLessThan(Conflict.MainValue(free));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Pareto_OpposedResponses_StaysInsideWhereTheSumGoesToItsVertex(int seed)
    {
        // With two actions, the policy has one degree of freedom, x = log p(first) / p(second). The values p and 1 − p have the gradients p (1 − p) and −p
        // (1 − p) in x. The pull to uniform exposure, τ in units of the advantage deviation (half the gap of 1), puts their optima at x = 2/τ = 20 and x =
        // −20. For all x between them, the gradients are opposed, their convex hull contains 0, and there is no step. The sum 3 p + (1 − p) has the
        // optimum of the first response.
        var sum = Opposed.Policy(Fit(Opposed, seed, Greedy(ConstraintHandling.WeightedSum, mainWeight: 3), FewRows));
        var pareto = Opposed.Policy(Fit(Opposed, seed, Greedy(ConstraintHandling.Pareto, mainWeight: 1), FewRows));

        sum[0][0].Should().BeGreaterThan(0.95);
        pareto[0][0].Should().BeInRange(0.1, 0.9, "it starts near uniform exposure, and moves only as long as the critics know nothing");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Pareto_ConflictingResponses_EndsWhereNoPolicyIsBetterForBoth(int seed)
    {
        var sum = Conflict.Policy(Fit(Conflict, seed, Greedy(ConstraintHandling.WeightedSum, mainWeight: 10), FewRows));
        var model = Fit(Conflict, seed, Greedy(ConstraintHandling.Pareto, mainWeight: 1), FewRows);
        var pareto = Conflict.Policy(model);

        // The start of training is random, and so is the point of the Pareto front that it reaches. Uniform exposure is 0.13 below the front.
        RoomForBoth([[1.0 / 3, 1.0 / 3, 1.0 / 3]]).Should().BeGreaterThan(0.12);
        RoomForBoth(pareto).Should().BeLessThan(0.04);
        Conflict.AuxiliaryValue(pareto).Should().BeGreaterThan(Conflict.AuxiliaryValue(sum) + 0.1, "the sum sacrifices the auxiliary");
        model.Model.History.Where(entry => entry.Stage == "actor-critic").Should().HaveCount(20)
            .And.OnlyContain(entry => Math.Abs(entry.Losses["weight Label"] + entry.Losses["weight Like"] - 1) < 1e-9);
    }

    /// <summary>
    /// Computes by how much some policy can be better in both responses. By duality, it is the smallest advantage of the best action in a weighted sum of
    /// the two, over the weights.
    /// </summary>
    private static double RoomForBoth(double[][] policy)
    {
        double[][] actions = [[1, 0], [0.8, 0.7], [0, 1]];
        return Enumerable.Range(0, 101).Select(percent => percent / 100.0).Min(weight =>
            actions.Max(action => weight * action[0]
                + (1 - weight) * action[1]) - weight * Conflict.MainValue(policy) - (1 - weight) * Conflict.AuxiliaryValue(policy));
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

    private static double[] MultipliersOf(IEnumerable<TrainingHistoryEntry> history)
        => [.. history.Where(entry => entry.Stage == "actor-critic").Select(entry => entry.Losses["multiplier Like"])];

    private static ActorCriticRankingTrainer.Options Rcpo(CriticStructure critics, double lowerBound) => new()
    {
        ConstraintHandling = ConstraintHandling.Rcpo,
        CriticStructure = critics,
        DiscountFactor = 0,
        PropensityColumnName = "Propensity",
        Responses = [new("Like") { Weight = 0, LowerBound = lowerBound }],
        Temperature = 0.3,
        MultiplierLearningRate = 0.02,
        PolicyLearningRate = LongStep,
        CriticLearningRate = LongStep,
        BatchSize = 128,
    };

    private static ActorCriticRankingTrainer.Options Greedy(ConstraintHandling handling, double mainWeight) => new()
    {
        ConstraintHandling = handling,
        MainWeight = mainWeight,
        DiscountFactor = 0,
        PropensityColumnName = "Propensity",
        Responses = [new("Like")],
        Temperature = 0.1,
        PolicyLearningRate = LongStep,
        CriticLearningRate = LongStep,
        BatchSize = 128,
    };

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(BanditWorld world, int seed, ActorCriticRankingTrainer.Options options,
        int rows = Rows)
        => new MLContext(seed).Ranking.Trainers.ActorCritic(options).Fit(world.Log(rows, seed));

    private static int Best(double[] probabilities) => probabilities.IndexOf(probabilities.Max());
}
