using System.Diagnostics;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Compares the scoring of a row of 64 features by the library's default models with boosted trees of default size, through prediction engines and through
/// <c>Transform</c>, on one thread and on all of them. A network that libtorch evaluates row by row is there for comparison.
/// </summary>
internal static class ScoringPart
{
    private const int Rows = 20_000;

    private static readonly CatalogShape Shape = new(Batch: 512, Features: 64, Actions: 1_000, Auxiliaries: 1);

    public static void Run(SpeedReport report, int repetitions)
    {
        TorchLibrary.EnsureLoaded();
        var ml = new MLContext(1);
        var log = ml.Data.Cache(Shape.Log(Rows).View(ml));
        (string Name, ITransformer Model)[] models =
        [
            ("FastTree", ml.Regression.Trainers.FastTree().Fit(log)),
            ("LightGBM", ml.Regression.Trainers.LightGbm().Fit(log)),
            ("TSCAC", ml.Ranking.Trainers.Tscac(Shape.Options(epochs: 1, threads: 1)).Fit(log)),
            ("RMTL", ml.Ranking.Trainers.Rmtl(Rmtl()).Fit(log)),
        ];
        using var network = new TorchRow(Shape);
        var threads = Environment.ProcessorCount;
        Side[] sides =
        [
            .. Sides(models, "engine", model => new EngineScoring(ml, model, Shape.Log(1), threads: 1).Measure),
            new("libtorch row by row", network.Measure),
            .. Sides(models, "Transform", model => () => SecondsOfTransform(model, log, 1)),
            .. Sides(models, $"engine, {Side.Threads(threads)}", model => new EngineScoring(ml, model, Shape.Log(1), threads).Measure),
            .. Sides(models, $"Transform, {Side.Threads(threads)}", model => () => SecondsOfTransform(model, log, threads)),
        ];
        report.Compare("µs per row", Comparison.Run(sides, repetitions),
            "TSCAC has default networks, 1,000 actions and one auxiliary response. RMTL has its default networks and two tasks.");
    }

    private static RmtlRankingTrainer.Options Rmtl() => new()
    {
        Tasks = [new(nameof(SpeedRow.Click)), new(nameof(SpeedRow.Pay))],
        NumberOfEpochs = 1,
        ValidationFraction = 0,
    };

    /// <summary>Creates a side for each model. The first model is what the others are compared with.</summary>
    private static List<Side> Sides((string Name, ITransformer Model)[] models, string way, Func<ITransformer, Func<double>> measure)
    {
        List<Side> sides = [];
        foreach (var (name, model) in models)
            sides.Add(new($"{name}, {way}", measure(model), sides.FirstOrDefault()));
        return sides;
    }

    private static double SecondsOfTransform(ITransformer model, IDataView log, int threads)
    {
        var scored = model.Transform(log);
        var column = scored.Schema["Score"];
        var clock = Stopwatch.StartNew();
        var cursors = threads == 1 ? [scored.GetRowCursor([column])] : scored.GetRowCursorSet([column], threads);
        Parallel.ForEach(cursors, cursor => Read(cursor, column));
        return 1e6 * clock.Elapsed.TotalSeconds / Rows;
    }

    private static void Read(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        using (cursor)
        {
            var get = cursor.GetGetter<float>(column);
            var score = 0f;
            while (cursor.MoveNext())
                get(ref score);
        }
    }
}
