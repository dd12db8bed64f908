using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Holds the model that the tests of a class share.</summary>
public sealed class FittedOnce
{
    private RankingPredictionTransformer<NeuralRankingModelParameters>? _model;

    /// <summary>The model. It is fitted when the first test needs it.</summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters> Get(Func<RankingPredictionTransformer<NeuralRankingModelParameters>> fit)
        => _model ??= fit();
}
