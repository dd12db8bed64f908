using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Represents a world with one continuous action, which the log draws from N(10, 2²). Both responses fall quadratically. The optimum of the main response
/// is one deviation above the mean of the log, and that of the auxiliary response one deviation below. All policies of the method are then Gaussian, and
/// known.
/// </summary>
internal static class LineWorld
{
    public const double Mean = 10;
    public const double Deviation = 2;
    public const double MainOptimum = Mean + Deviation;
    public const double AuxiliaryOptimum = Mean - Deviation;

    private const double Noise = 0.3;

    // For standardized actions z ~ N(0, 1), this is the deviation of (z ∓ 1)² / 2, whose variance is (Var z² + 4 Var z) / 4.
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
    /// Computes the mean of the closed form in the units of the library: N(0, 1) is tilted toward −1 by the auxiliary response at its temperature, and
    /// toward +1 by the main response at λ. Precisions are added, and means are weighted by them.
    /// </summary>
    public static double ClosedFormMean(double strength, double stageOneTemperature)
    {
        var (auxiliary, main) = (1 / (stageOneTemperature * AdvantageDeviation), 1 / (strength * AdvantageDeviation));
        return Mean + Deviation * (main - auxiliary) / (1 + auxiliary + main);
    }

    /// <summary>Gets the mean action of a model, averaged over states.</summary>
    public static double PredictedAction(RankingPredictionTransformer<NeuralRankingModelParameters> transformer)
    {
        var scored = transformer.Transform(Log(200, 99));
        return scored.GetColumn<float[]>("PredictedAction").Average(action => action[0]);
    }
}
