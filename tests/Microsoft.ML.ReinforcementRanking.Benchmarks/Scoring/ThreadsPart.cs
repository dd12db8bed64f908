using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Speed.ReportText;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Measures how the number of scored rows grows with the number of threads, up to twice as many as there are cores.</summary>
internal static class ThreadsPart
{
    private static readonly string[] Names = [ScoringModels.FastTree, ScoringModels.Tscac, ScoringModels.Rmtl];

    public static void Run(ScoringPage page, ScoringModels models, int repetitions)
    {
        List<int> counts = [1];
        while (counts[^1] < Environment.ProcessorCount)
            counts.Add(Math.Min(2 * counts[^1], Environment.ProcessorCount));
        counts.Add(2 * Environment.ProcessorCount);
        List<Side> sides = [];
        foreach (var name in Names)
        {
            Add(name, "PredictionEngine", threads => new EngineScoring(models, name, threads).Measure);
            Add(name, "Transform", threads => new TransformScoring(models, name, threads).Measure);
        }
        void Add(string name, string way, Func<int, Func<double>> measure)
        {
            Side? one = null;
            foreach (var count in counts)
            {
                sides.Add(new($"{name}, {way}, {Side.Threads(count)}", measure(count), one));
                one ??= sides[^1];
            }
        }

        var results = Comparison.Run(sides, repetitions);
        page.Section("Threads");
        page.Text("Millions of rows per second, and how many times those of one thread. The threads share the model. Each has a PredictionEngine of its own, "
            + "or a cursor of the same Transform.");
        page.Table(["", .. counts.Select(Side.Threads)], results.Chunk(counts.Count).Select(row => (IEnumerable<string>)
            [row[0].Name[..row[0].Name.LastIndexOf(',')], .. row.Select(Cell)]));
    }

    private static string Cell(Measured result)
    {
        var rate = $"{Number(1e3 / result.Values.Median)} ({Number(1e3 / result.Values.Upper)} – {Number(1e3 / result.Values.Lower)})";
        return result.Ratio is { } ratio ? $"{rate}, {Number(1 / ratio.Median)} times" : rate;
    }
}
