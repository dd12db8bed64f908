using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// A continuous action: a number that the log draws from N(10, 2²). Both responses fall off quadratically, the main one around its optimum one deviation above
/// the log's mean, the auxiliary one around its own one deviation below. Every policy of the method is Gaussian then, and known.
/// </summary>
internal static class LineWorld
{
    public const double Mean = 10;
    public const double Deviation = 2;
    public const double MainOptimum = Mean + Deviation;
    public const double AuxiliaryOptimum = Mean - Deviation;

    private const double Noise = 0.3;

    // In standardized actions z ~ N(0, 1): the deviation of (z ∓ 1)² / 2, whose variance is (Var z² + 4 Var z) / 4.
    private static readonly double AdvantageDeviation = Math.Sqrt(2 + 4) / 2;

    public static IDataView Log(int rowCount, int seed)
    {
        var random = new Random(seed);
        var rows = new WorldRow[rowCount];
        for (var index = 0; index < rowCount; index++)
        {
            var standardized = BanditWorld.Normal(random);
            rows[index] = new()
            {
                Features = [1, (float)BanditWorld.Normal(random)],
                ActionVector = [(float)(Mean + Deviation * standardized)],
                Label = (float)(-Math.Pow(standardized - 1, 2) / 2 + Noise * BanditWorld.Normal(random)),
                Like = (float)(-Math.Pow(standardized + 1, 2) / 2 + Noise * BanditWorld.Normal(random)),
                Propensity = (float)(Math.Exp(-standardized * standardized / 2) / Math.Sqrt(2 * Math.PI) / Deviation),
                GroupId = index,
            };
        }
        return WorldRow.View(rows, 0);
    }

    /// <summary>
    /// Mean of the closed form in the library's units: N(0, 1) tilted toward −1 by the auxiliary at its temperature and toward +1 by the main response at λ;
    /// precisions add, and means are weighted by them.
    /// </summary>
    public static double ClosedFormMean(double strength, double stageOneTemperature)
    {
        var (auxiliary, main) = (1 / (stageOneTemperature * AdvantageDeviation), 1 / (strength * AdvantageDeviation));
        return Mean + Deviation * (main - auxiliary) / (1 + auxiliary + main);
    }

    /// <summary>A model's mean action, averaged over states.</summary>
    public static double PredictedAction(RankingPredictionTransformer<NeuralRankingModelParameters> transformer)
    {
        var scored = transformer.Transform(Log(200, 99));
        return scored.GetColumn<float[]>("PredictedAction").Average(action => action[0]);
    }
}
