using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>
/// Fits the models whose scoring is measured, each behind the same normalizer, on a log whose numbers mean nothing. Only the sizes of the models matter.
/// </summary>
internal sealed class ScoringModels
{
    public const string FastTree = "FastTree", LightGbm = "LightGBM", Tscac = "TSCAC", Rmtl = "RMTL";

    public const int Features = 64, Actions = 1_000, LogRows = 20_000;

    private const string Relevance = "Relevance", Group = "Group";

    // As many rows as fit into a cache, so that the models are measured and not the memory.
    private const int StateRows = 1_024;

    private ScoringModels(MLContext context)
    {
        Context = context;
        States = [.. Shape.Log(StateRows).Select(row => new SpeedRow { Features = row.Features, Action = row.Action })];
        var view = Shape.Log(LogRows).View(context);
        RawSchema = view.Schema;
        var grades = context.Transforms.Conversion.ConvertType(Relevance, nameof(SpeedRow.Click))
            .Append(context.Transforms.Conversion.MapValueToKey(Group, nameof(SpeedRow.GroupId)));
        Log = context.Data.Cache(grades.Fit(view).Transform(view));
        var trainers = context.Ranking.Trainers;
        All =
        [
            (FastTree, Fit(trainers.FastTree(Relevance, rowGroupColumnName: Group))),
            (LightGbm, Fit(trainers.LightGbm(Relevance, rowGroupColumnName: Group))),
            (Tscac, Fit(trainers.Tscac(Shape.Options(epochs: 1, threads: 1)))),
            (Rmtl, Fit(trainers.Rmtl(OptionsOfRmtl))),
        ];
    }

    public static CatalogShape Shape { get; } = new(Batch: 512, Features, Actions, Auxiliaries: 1);

    public MLContext Context { get; }

    /// <summary>Gets rows to score one by one.</summary>
    public IReadOnlyList<SpeedRow> States { get; }

    /// <summary>Gets the log, which is in memory.</summary>
    public IDataView Log { get; }

    /// <summary>Gets the schema of the log as it is read.</summary>
    public DataViewSchema RawSchema { get; }

    public IReadOnlyList<(string Name, ITransformer Model)> All { get; }

    public static ScoringModels Fit()
    {
        TorchLibrary.EnsureLoaded();
        return new(new(1));
    }

    public ITransformer Named(string name) => All.Single(model => model.Name == name).Model;

    /// <summary>Returns the bytes of the ONNX file of a pipeline.</summary>
    public byte[] OnnxFile(string name)
    {
        using var stream = new MemoryStream();
        Named(name).SaveAsOnnx(RawSchema, stream);
        return stream.ToArray();
    }

    private static RmtlRankingTrainer.Options OptionsOfRmtl => new()
    {
        Tasks = [new(nameof(SpeedRow.Click)), new(nameof(SpeedRow.Pay))],
        NumberOfEpochs = 1,
        ValidationFraction = 0,
    };

    private TransformerChain<ITransformer> Fit(IEstimator<ITransformer> trainer)
        => Context.Transforms.NormalizeMeanVariance(nameof(SpeedRow.Features)).Append(trainer).Fit(Log);
}
