using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Online;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>A fitted method, at any temperature.</summary>
/// <param name="Score">Rows with the <c>Probability</c> of the logged video.</param>
/// <param name="Serve">What simulated users meet.</param>
internal sealed record TablePolicy(Func<IDataView, double, IDataView> Score, Func<double, Arm> Serve)
{
    public static TablePolicy Of(RankingPredictionTransformer<NeuralRankingModelParameters> policy) => new(
        (rows, temperature) => policy.WithTemperature(temperature).Transform(rows),
        temperature => Arm.Of("", policy.WithTemperature(temperature).Model));

    public static TablePolicy Of(TreeRanker trees) => new(
        (rows, temperature) => trees.Score(rows, [(float)temperature]).Single(),
        temperature => Arm.Of("", trees, (float)temperature));
}
