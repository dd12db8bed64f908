using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests that TSCAC over a continuous action finds the Gaussian closed form (docs/equations-tscac.md (17), end to end).</summary>
public sealed class LineWorldTests
{
    private const int Rows = 2000;

    private static readonly double[] Strengths = [0.03, 0.3, 1, 3, 10];

    [Fact]
    public void Tscac_StrongerConstraint_MovesThePredictedActionTowardsTheAuxiliaryOptimum()
    {
        var log = LineWorld.Log(Rows, seed: 1);

        double[] actions = [.. Strengths.Select(strength => LineWorld.PredictedAction(Fit(log, strength, stageOneTemperature: 1)))];

        actions.Should().BeInDescendingOrder();
        for (var index = 0; index < Strengths.Length; index++)
        {
            // A critic of 1,800 rows estimates the slope of a parabola to a few percent, and the mean of the policy follows it. The margin is a tenth of
            // the deviation of the log.
            actions[index].Should().BeApproximately(LineWorld.ClosedFormMean(Strengths[index], 1), LineWorld.Deviation / 10);
        }
        actions[0].Should().BeApproximately(LineWorld.MainOptimum, LineWorld.Deviation / 5);
    }

    [Fact]
    public void Tscac_SharpStageOneAndStrongConstraint_EndsNearTheAuxiliaryOptimum()
        => LineWorld.PredictedAction(Fit(LineWorld.Log(Rows, seed: 2), strength: 10, stageOneTemperature: 0.1))
            .Should().BeApproximately(LineWorld.AuxiliaryOptimum, LineWorld.Deviation / 4);

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(IDataView log, double strength, double stageOneTemperature)
        => new MLContext(seed: 1).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            ActionColumnName = "ActionVector",
            AuxiliaryResponses = [new("Like") { DiscountFactor = 0 }],
            DiscountFactor = 0,
            PropensityColumnName = "Propensity",
            ConstraintStrength = strength,
            StageOneTemperature = stageOneTemperature,
            // The actor moves by its learning rate, so the number and the size of the steps matter.
            BatchSize = 128,
            PolicyLearningRate = 3e-3,
            CriticLearningRate = 3e-3,
            NumberOfCritics = 1,
        }).Fit(log);
}
