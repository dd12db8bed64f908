using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Gets logs with one defect, and the models that the cases share. A model is fitted when the first case needs it.</summary>
internal static class SpoiledLog
{
    public static MLContext Context { get; } = new(seed: 1);

    /// <summary>The log of the contract, which is sound.</summary>
    public static IDataView Sound => Context.View();

    /// <summary>A log with a column that no entry point asks for.</summary>
    public static IDataView WithoutColumns => Context.Data.LoadFromEnumerable(new[] { new Other() });

    /// <summary>A policy over a catalog of actions with features, which are known by text.</summary>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> Policy => ContractTrainers.Named("TscacExactOfText").Model;

    /// <summary>A policy over a catalog of keys, which has no constraint strength.</summary>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> Cloned => ContractTrainers.Named("CategoricalCloning").Model;

    /// <summary>A policy over continuous actions.</summary>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> Continuous => ContractTrainers.Named("ContinuousCloning").Model;

    public static CategoricalPolicy Catalog => Policy.Model.CategoricalPolicy!;

    public static CandidatePolicy Candidates
        => ContractTrainers.Named("TscacExact").ModelOf(new() { HasCandidates = true }).Model.CandidatePolicy!;

    public static CandidatePolicy ClonedCandidates
        => ContractTrainers.Named("CategoricalCloning").ModelOf(new() { HasCandidates = true }).Model.CandidatePolicy!;

    public static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> Chain(
        RankingPredictionTransformer<NeuralRankingModelParameters> model) => new(model);

    /// <summary>A pipeline without a model of this library.</summary>
    public static ITransformer Normalizer => Context.Transforms.NormalizeMinMax("Features").Fit(Sound);

    /// <summary>Gets the first rows of the log of the contract, the one at index 3 of which is changed.</summary>
    public static IDataView WithRow(Action<ContractRow> spoil, int count = 300)
    {
        var rows = ContractLog.Draw(seed: 1)[..count];
        spoil(rows[3]);
        return Context.View(rows);
    }

    /// <summary>Gets a log in which every row is changed.</summary>
    public static IDataView WithRows(Action<ContractRow> spoil)
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, spoil);
        return Context.View(rows);
    }

    /// <summary>Gets a scored log of four rows, the one at index 3 of which is changed.</summary>
    public static IDataView Scored(Action<ScoredLog.Row>? spoil = null)
    {
        var rows = ScoredLog.Rows([1, 2, 1, 1], [1, 0, 1, 0], rowsPerSession: 2);
        spoil?.Invoke(rows[3]);
        return ScoredLog.View(rows);
    }

    /// <summary>A path below a file, at which no folder can be.</summary>
    public static string ImpossiblePath { get; } = Path.Combine(typeof(SpoiledLog).Assembly.Location, "report.html");

    internal sealed class Other
    {
        public float Something { get; set; }
    }

    internal sealed class State
    {
        [VectorType(ContractLog.FeatureCount)]
        public float[] Features { get; set; } = [0, 0, 0, 0];
    }
}
