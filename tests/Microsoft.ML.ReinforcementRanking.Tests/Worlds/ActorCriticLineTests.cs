using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests deterministic actor-critics on a continuous action. The actions of the log are around 10 ± 2, the main response is best at 12, and the auxiliary
/// response at 8.
/// </summary>
public sealed class ActorCriticLineTests
{
    private const int Rows = 2000;

    [Theory]
    [InlineData(ActorCriticAlgorithm.Ddpg)]
    [InlineData(ActorCriticAlgorithm.Td3)]
    public void ActorCritic_WithoutCloning_ClimbsToTheOptimum(ActorCriticAlgorithm algorithm)
        => Action(new() { Algorithm = algorithm }).Should().BeApproximately(LineWorld.MainOptimum, LineWorld.Deviation / 4);

    [Fact]
    public void ActorCritic_StrongerCloning_StaysCloserToTheLog()
    {
        double[] actions = [.. new[] { 0.05, 0.4, 30 }.Select(strength => Action(new() { CloningStrength = strength }))];

        actions.Should().BeInDescendingOrder();
        actions[0].Should().BeApproximately(LineWorld.MainOptimum, LineWorld.Deviation / 4);
        actions[^1].Should().BeApproximately(LineWorld.Mean, LineWorld.Deviation / 4);
    }

    [Fact]
    public void ActorCritic_InteractionAlone_ClimbsToItsOptimum()
        => Action(new() { Algorithm = ActorCriticAlgorithm.Td3, MainWeight = 0, Responses = [new("Like")], CriticStructure = CriticStructure.PerResponse })
            .Should().BeApproximately(LineWorld.AuxiliaryOptimum, LineWorld.Deviation / 4);

    [Theory]
    [InlineData(CriticStructure.Joint)]
    [InlineData(CriticStructure.PerResponse)]
    public void Rcpo_BindingBound_EndsBetweenTheOptima(CriticStructure critics)
    {
        // Halfway between the log and the main optimum, the auxiliary response −(z + 1)² / 2 is −(0.5 + 1)² / 2.
        var action = Action(new()
        {
            Algorithm = ActorCriticAlgorithm.Td3,
            ConstraintHandling = ConstraintHandling.Rcpo,
            CriticStructure = critics,
            Responses = [new("Like") { Weight = 0, LowerBound = -1.125 }],
            MultiplierLearningRate = 0.03,
        });

        // 40 fits each gave 10.1 with a joint critic and 11.4 with one per response, with standard deviations of 0.15 and 0.13. The upper end is four of them.
        action.Should().BeInRange(LineWorld.Mean - LineWorld.Deviation / 2, LineWorld.Mean + 0.95 * LineWorld.Deviation);
    }

    [Fact]
    public void Pareto_OpposedResponses_StaysBetweenTheOptima()
    {
        // Every action between the optima is Pareto-optimal. The mean of the log, where training starts, is one of them.
        var action = Action(new() { Algorithm = ActorCriticAlgorithm.Td3, ConstraintHandling = ConstraintHandling.Pareto, Responses = [new("Like")] });

        action.Should().BeInRange(LineWorld.AuxiliaryOptimum - LineWorld.Deviation / 4, LineWorld.MainOptimum + LineWorld.Deviation / 4);
    }

    private static double Action(ActorCriticRankingTrainer.Options options)
    {
        var complete = new ActorCriticRankingTrainer.Options
        {
            Algorithm = options.Algorithm,
            ConstraintHandling = options.ConstraintHandling,
            CriticStructure = options.CriticStructure,
            MainWeight = options.MainWeight,
            Responses = options.Responses,
            CloningStrength = options.CloningStrength,
            MultiplierLearningRate = options.MultiplierLearningRate,
            ActionColumnName = "ActionVector",
            PropensityColumnName = "Propensity",
            DiscountFactor = 0,
            // The actor moves by its learning rate, so the number and the size of the steps matter.
            BatchSize = 128,
            PolicyLearningRate = 3e-3,
            CriticLearningRate = 3e-3,
        };
        return LineWorld.PredictedAction(new MLContext(1).Ranking.Trainers.ActorCritic(complete).Fit(LineWorld.Log(Rows, seed: 1)));
    }
}
