using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>
/// Compares the time of a row of the library's default models with that of boosted trees of default size in the same pipeline, of ONNX Runtime, and of
/// libtorch row by row, on one thread and on all of them.
/// </summary>
internal static class RowsPart
{
    private const int Batch = 256;

    // A bar that is much longer than the others would leave no difference between them.
    private const int LongestBar = 6;

    private static readonly string[] Names = [ScoringModels.FastTree, ScoringModels.LightGbm, ScoringModels.Tscac, ScoringModels.Rmtl];

    public static void Run(ScoringPage page, ScoringModels models, int repetitions)
    {
        var all = Environment.ProcessorCount;
        using var torch = new TorchRow(ScoringModels.Shape);
        Side[] one = [.. Sides(models, 1), new("libtorch, row by row, 1 thread", torch.Measure)];
        Side[] sides = all == 1 ? one : [.. one, .. Sides(models, all)];
        var results = Comparison.Run(sides, repetitions);
        page.Section("The time of a row");
        page.Text($"Nanoseconds in which a row of {ScoringModels.Features} features gets its score, from a pipeline of a normalizer and a model: the time of a "
            + "run divided by the rows of all threads. Trees are the rankers of ML.NET with their default sizes. TSCAC has default networks, "
            + $"{ScoringModels.Actions:N0} actions and one auxiliary response, which makes five networks of the state. RMTL has its default networks and two "
            + "tasks. ONNX Runtime scores the file of SaveAsOnnx of the same pipeline, with one thread for a call, and in memory that is used again. It "
            + "computes all outputs of a file, and so the probabilities of all actions, too. libtorch evaluates one network of the state, without a "
            + $"normalizer. The charts leave out what takes more than {LongestBar} times as long as their first line.");
        foreach (var (threads, rows) in new[] { (1, results[..one.Length]), (all, results[one.Length..]) }.Where(part => part.Item2.Length > 0))
        {
            page.Table("ns", rows);
            page.Chart(threads == 1 ? "one-thread" : "all-threads", $"The time of a row, {Side.Threads(threads)}", "ns",
                [.. rows.Where(row => row.Values.Median <= LongestBar * rows[0].Values.Median)]);
        }
    }

    private static List<Side> Sides(ScoringModels models, int threads)
    {
        List<Side> sides = [];
        void Add(string way, string[] names, Func<string, Func<double>> measure, Side? baseline = null)
        {
            foreach (var name in names)
            {
                sides.Add(new($"{name}, {way}, {Side.Threads(threads)}", measure(name), baseline));
                baseline ??= sides[^1];
            }
        }
        Add("PredictionEngine", Names, name => new EngineScoring(models, name, threads).Measure);
        Add("Transform", Names, name => new TransformScoring(models, name, threads).Measure);
        string[] networks = [ScoringModels.Tscac, ScoringModels.Rmtl];
        Add("ONNX Runtime row by row", networks, name => new OnnxScoring(models, name, 1, threads).Measure, sides[0]);
        Add($"ONNX Runtime, batches of {Batch}", networks, name => new OnnxScoring(models, name, Batch, threads).Measure, sides[Names.Length]);
        return sides;
    }
}
