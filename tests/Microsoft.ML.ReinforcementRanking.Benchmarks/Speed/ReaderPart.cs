using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Measures the reader of logs on rows of 32 features, a label and a session, from memory, text and binary files.</summary>
internal static class ReaderPart
{
    private const int Features = 32;
    private const long SmallestLog = 100_000;

    private static readonly SessionColumns Columns
        = new() { Features = nameof(SpeedRow.Features), Group = nameof(SpeedRow.GroupId), Responses = [nameof(SpeedRow.Label)] };

    public static void Run(SpeedReport report, int repetitions, long largestLog)
    {
        var ml = new MLContext(1);
        var host = ((IHostEnvironment)ml).Register(nameof(ReaderPart));
        var folder = Directory.CreateTempSubdirectory("speed");
        var sizes = new List<long>();
        for (var size = SmallestLog; size <= largestLog; size *= 10)
            sizes.Add(size);
        try
        {
            var memory = sizes.ToDictionary(size => size, size => new SpeedLog((int)size, Features, actions: 2).View(ml));
            var text = sizes.ToDictionary(size => size, size => SaveText(ml, memory[size], Path.Combine(folder.FullName, $"{size}.tsv")));
            var binary = sizes.ToDictionary(size => size, size => SaveBinary(ml, memory[size], Path.Combine(folder.FullName, $"{size}.idv")));
            GrowthCurve Measure(string name, Dictionary<long, IDataView> logs)
                => GrowthCurve.Measure(name, sizes, repetitions, size => SecondsOf(host, logs[size], (int)size));
            GrowthCurve[] curves = [Measure("memory", memory), Measure("binary", binary), Measure("text", text)];
            var rates = string.Join(", ", curves.Select(curve => $"{curve.Name} {Rate(curve):N0}"));
            report.Grow("s", curves, $"Rows per second of the largest log: {rates}. The numbers of its rows take {Payload(sizes[^1]):N0} MB.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Rate(GrowthCurve curve) => curve.Points[^1].Size / curve.Points[^1].Seconds.Median;

    /// <summary>Returns the size of the features, the label, the session and the next row in MB.</summary>
    private static double Payload(long rows) => rows * (Features + 3) * sizeof(float) / 1e6;

    private static double SecondsOf(IHost host, IDataView log, int rows)
    {
        var clock = Stopwatch.StartNew();
        var read = SessionReader.Read(host, log, Columns);
        var seconds = clock.Elapsed.TotalSeconds;
        return read.RowCount == rows ? seconds : throw new InvalidOperationException($"Read {read.RowCount} rows in place of {rows}.");
    }

    private static IDataView SaveText(MLContext ml, IDataView log, string path)
    {
        using (var file = File.Create(path))
            ml.Data.SaveAsText(Selected(ml, log), file, separatorChar: '\t', headerRow: false, schema: false, forceDense: true);
        return ml.Data.LoadFromTextFile(path,
        [
            new TextLoader.Column(Columns.Features, DataKind.Single, 0, Features - 1),
            new TextLoader.Column(Columns.Group, DataKind.Int64, Features),
            new TextLoader.Column(Columns.Responses[0], DataKind.Single, Features + 1),
        ]);
    }

    private static IDataView SaveBinary(MLContext ml, IDataView log, string path)
    {
        using (var file = File.Create(path))
            ml.Data.SaveAsBinary(Selected(ml, log), file);
        return ml.Data.LoadFromBinary(path);
    }

    private static IDataView Selected(MLContext ml, IDataView log)
        => ml.Transforms.SelectColumns(Columns.Features, Columns.Group!, Columns.Responses[0]).Fit(log).Transform(log);
}
