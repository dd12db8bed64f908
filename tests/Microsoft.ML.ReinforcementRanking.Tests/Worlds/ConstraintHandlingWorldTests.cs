using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests worlds in which the ways to handle constraints of actor-critics do what they are designed for, and differ from each other.</summary>
public sealed class ConstraintHandlingWorldTests
{
    // Fits over many seeds have a third of the steps of other worlds, and each is three times as large.
    private const int Rows = 1300;
    private const double LongStep = 3e-3;

    // The main response is best for action 0, and the auxiliary response for action 2. Action 1 is nearly as good for both.
    private static readonly BanditWorld Conflict = new([[1, 0.8, 0]], [[0, 0.7, 1]]);

    // The two actions exchange the values of the main and the auxiliary response.
    private static readonly BanditWorld Opposed = new([[1, 0]], [[0, 1]]);

    public static TheoryData<CriticStructure, int> CriticsAndSeeds => new()
    {
        { CriticStructure.Joint, 1 }, { CriticStructure.Joint, 2 }, { CriticStructure.Joint, 3 }, { CriticStructure.Joint, 4 }, { CriticStructure.Joint, 5 },
        { CriticStructure.PerResponse, 1 }, { CriticStructure.PerResponse, 2 }, { CriticStructure.PerResponse, 3 }, { CriticStructure.PerResponse, 4 },
        { CriticStructure.PerResponse, 5 },
    };

    [Theory]
    [MemberData(nameof(CriticsAndSeeds))]
    public void Rcpo_InfeasibleBound_ReportsAMultiplierThatGrows(CriticStructure critics, int seed)
    {
        // No policy has a value above 1 of this response.
        var history = Fit(Conflict, seed, Rcpo(critics, lowerBound: 2)).Model.History;

        var multipliers = MultipliersOf(history);
        multipliers.Should().BeInAscendingOrder().And.HaveCount(20);
        multipliers[^1].Should().BeGreaterThan(multipliers[0] + 1);
    }

    [Theory]
    [MemberData(nameof(CriticsAndSeeds))]
    public void Rcpo_BindingBound_GivesUpMainValueForIt(CriticStructure critics, int seed)
    {
        var kept = Fit(Conflict, seed, Rcpo(critics, lowerBound: -1));
        var (free, bound) = (Conflict.Policy(kept), Conflict.Policy(Fit(Conflict, seed, Rcpo(critics, lowerBound: 0.65))));

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
        var sum = Opposed.Policy(Fit(Opposed, seed, Greedy(ConstraintHandling.WeightedSum, mainWeight: 3)));
        var pareto = Opposed.Policy(Fit(Opposed, seed, Greedy(ConstraintHandling.Pareto, mainWeight: 1)));

        sum[0][0].Should().BeGreaterThan(0.95);
        // 60 fits gave 0.06 to 0.92, with a mean of 0.53 and a standard deviation of 0.18.
        pareto[0][0].Should().BeInRange(0.02, 0.95, "it starts near uniform exposure, and moves only as long as the critics know nothing");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Pareto_ConflictingResponses_EndsWhereNoPolicyIsBetterForBoth(int seed)
    {
        var sum = Conflict.Policy(Fit(Conflict, seed, Greedy(ConstraintHandling.WeightedSum, mainWeight: 10)));
        var model = Fit(Conflict, seed, Greedy(ConstraintHandling.Pareto, mainWeight: 1));
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

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(BanditWorld world, int seed, ActorCriticRankingTrainer.Options options)
        => new MLContext(seed).Ranking.Trainers.ActorCritic(options).Fit(world.Log(Rows, seed));

    private static int Best(double[] probabilities) => probabilities.IndexOf(probabilities.Max());
}
