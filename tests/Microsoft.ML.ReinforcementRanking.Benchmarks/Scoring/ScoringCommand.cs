using System.CommandLine;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using StudyCommand = System.CommandLine.Command;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Defines the command <c>scoring</c>, which writes docs/results/scoring.md.</summary>
internal static class ScoringCommand
{
    private static readonly Option<string?> Results
        = new("--results") { Description = "The folder to which the page and its charts are written. The default is none." };

    private static readonly Option<int> Repetitions
        = new("--repetitions") { Description = "The number of repetitions.", DefaultValueFactory = _ => 11 };

    private static readonly Option<string?> Service
        = new("--service") { Description = "The built program of samples/FeedService. Without it, the web service is not measured." };

    public static StudyCommand Create()
    {
        var command = new StudyCommand("scoring", "Measures scoring and serving beside boosted trees, ONNX Runtime and libtorch, in one run (minutes).")
        {
            Results, Repetitions, Service,
        };
        command.SetAction(words => Run(new(words.GetValue(Results)), words.GetValue(Repetitions), words.GetValue(Service)));
        return command;
    }

    private static string LoadOfMachine
        => OperatingSystem.IsLinux() ? $" Processes that wanted a core in the minute before: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}." : "";

    private static void Run(ScoringPage page, int repetitions, string? service)
    {
        page.Text("The command `scoring` of the benchmarks writes this page. All sides of a table are measured in turn in one run, again and again. Results "
            + $"are medians of {repetitions} repetitions with quartiles, and ratios are of the same repetition. Everything is drawn with the seed 1.");
        page.Code("""
            dotnet build -c Release tests/Microsoft.ML.ReinforcementRanking.Benchmarks
            dotnet build -c Release samples/FeedService
            dotnet run -c Release --no-build --project tests/Microsoft.ML.ReinforcementRanking.Benchmarks -- scoring --results docs/results \
                --service artifacts/bin/FeedService/release/FeedService
            """);
        page.Text(ReportText.Machine + LoadOfMachine);
        var models = ScoringModels.Fit();
        RowsPart.Run(page, models, repetitions);
        ThreadsPart.Run(page, models, repetitions);
        StartPart.Run(page, models, repetitions);
        if (service is not null)
            WebPart.Run(page, Path.GetFullPath(service), repetitions);
        page.Write();
    }
}
