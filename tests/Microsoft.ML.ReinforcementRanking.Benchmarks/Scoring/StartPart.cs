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

    public static void Run(ScoringPage page, ScoringModels models, int repetitions)
    {
        var folder = Directory.CreateTempSubdirectory("scoring-");
        try
        {
            var files = Save(models, folder.FullName);
            var memory = Processes.ToDictionary(process => process.Name, _ => new List<(double First, double Last)>());
            var results = Comparison.Run(
                [.. Processes.Select(process => new Side(process.Name, () => SecondsToFirstAnswer(process.Kind, files[process.Kind], memory[process.Name])))],
                repetitions);
            page.Section("Cold start and memory");
            page.Text("A process of this program that loads a saved pipeline and answers: seconds from its start to its first answer, and resident memory "
                + "after the first answer and after 20,000 more. The files are in the cache of the system. The first line is what .NET takes without a model.");
            page.Table(["", "Seconds to the first answer", "Quartiles", "MiB after the first answer", "MiB after 20,000 more"], results.Select(result =>
                (IEnumerable<string>)[result.Name, Number(result.Values.Median), Range(result.Values),
                    Number(Quartiles.Of(memory[result.Name].Select(value => value.First)).Median),
                    Number(Quartiles.Of(memory[result.Name].Select(value => value.Last)).Median)]));
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

    private static double SecondsToFirstAnswer(string kind, string file, List<(double First, double Last)> memory)
    {
        var clock = Stopwatch.StartNew();
        var process = ChildCommand.Start(ServingProcess.CommandName, kind, file);
        if (process.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException($"The process that serves '{kind}' has ended without an answer.");
        var seconds = clock.Elapsed.TotalSeconds;
        double[] values = [.. process.StandardOutput.ReadLine()!.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        memory.Add((values[0], values[1]));
        ChildCommand.End(process);
        return seconds;
    }
}
