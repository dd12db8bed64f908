using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>The model that a trainer's facts about scoring share.</summary>
public sealed class FittedOnce
{
    private RankingPredictionTransformer<NeuralRankingModelParameters>? _model;

    /// <summary>The model, fitted by the first fact that asks.</summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters> Get(Func<RankingPredictionTransformer<NeuralRankingModelParameters>> fit) => _model ??= fit();
}
