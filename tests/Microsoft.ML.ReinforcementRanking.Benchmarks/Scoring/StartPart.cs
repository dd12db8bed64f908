using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Speed.ReportText;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Measures processes that load a model file and answer: the time from their start to the first answer, and their resident memory.</summary>
internal static class StartPart
{
    private static readonly (string Name, string Kind)[] Processes =
    [
        ("no model", ServingProcess.NoModel), ("FastTree, a score", ServingProcess.Trees), ("TSCAC, the ten best actions", ServingProcess.Policy),
        ("TSCAC in ONNX Runtime, a score", ServingProcess.Onnx),
    ];

    // The memory at two times, and what was compiled.
    private const int NoteCount = 4;

    public static void Run(ScoringPage page, ScoringModels models, int repetitions)
    {
        var folder = Directory.CreateTempSubdirectory("scoring-");
        try
        {
            var files = Save(models, folder.FullName);
            var notes = Processes.ToDictionary(process => process.Name, _ => new List<double[]>());
            var results = Comparison.Run(
                [.. Processes.Select(process => new Side(process.Name, () => SecondsToFirstAnswer(process.Kind, files[process.Kind], notes[process.Name])))],
                repetitions);
            page.Section("Cold start and memory");
            page.Text("A process of this program that loads a saved pipeline and answers: seconds from its start to its first answer, and resident memory "
                + "after the first answer and after 20,000 more. The files are in the cache of the system. The first line is what .NET takes without a model. "
                + "The assemblies of ML.NET and of this library are compiled as they run, which the last two columns show "
                + "up to the first answer.");
            page.Table(
                ["", "Seconds to the first answer", "Quartiles", "MiB after it", "MiB after 20,000 more", "Methods compiled", "Seconds of it"],
                results.Select(result => (IEnumerable<string>)
                    [result.Name, Number(result.Values.Median), Range(result.Values), .. Enumerable.Range(0, NoteCount).Select(note
                        => Number(Quartiles.Of(notes[result.Name].Select(values => values[note])).Median))]));
            page.Chart("start", "From the start of a process to its first answer", "seconds", results);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Save(ScoringModels models, string folder)
    {
        string PathOf(string file) => Path.Combine(folder, file);
        models.Context.Model.Save(models.Named(ScoringModels.FastTree), models.Log.Schema, PathOf("trees.zip"));
        models.Context.Model.Save(models.Named(ScoringModels.Tscac), models.RawSchema, PathOf("policy.zip"));
        File.WriteAllBytes(PathOf("policy.onnx"), models.OnnxFile(ScoringModels.Tscac));
        return new()
        {
            [ServingProcess.NoModel] = "",
            [ServingProcess.Trees] = PathOf("trees.zip"),
            [ServingProcess.Policy] = PathOf("policy.zip"),
            [ServingProcess.Onnx] = PathOf("policy.onnx"),
        };
    }

    private static double SecondsToFirstAnswer(string kind, string file, List<double[]> notes)
    {
        var clock = Stopwatch.StartNew();
        var process = ChildCommand.Start(ServingProcess.CommandName, kind, file);
        if (process.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException($"The process that serves '{kind}' has ended without an answer.");
        var seconds = clock.Elapsed.TotalSeconds;
        notes.Add([.. process.StandardOutput.ReadLine()!.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))]);
        ChildCommand.End(process);
        return seconds;
    }
}
