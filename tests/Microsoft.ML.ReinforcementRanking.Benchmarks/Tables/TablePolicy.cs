using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Online;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Represents a fitted method at any temperature.</summary>
/// <param name="Score">A function that computes the <c>Probability</c> of the logged video of each row.</param>
/// <param name="Serve">A function that creates the arm for simulated users.</param>
internal sealed record TablePolicy(Func<IDataView, double, IDataView> Score, Func<double, Arm> Serve)
{
    public static TablePolicy Of(TableLog log, RankingPredictionTransformer<NeuralRankingModelParameters> policy) => new(
        (rows, temperature) => policy.WithTemperature(temperature).Transform(rows),
        temperature => Arm.Of("", log.Context, log.Prepared, policy.WithTemperature(temperature)));

    public static TablePolicy Of(TableLog log, TreeRanker trees) => new(
        (rows, temperature) => trees.Score(rows, [(float)temperature]).Single(),
        temperature => Arm.Of("", log.Context, log.Prepared, trees, (float)temperature));
}
