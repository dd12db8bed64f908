using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace ShortVideo;

/// <summary>The whole job: read a log, train on its first part, choose on its second, report on its third, save, score in another process.</summary>
internal static class Job
{
    public static void Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(arguments.Output);
        var folder = arguments.Data ?? SimulatedData.Write(arguments.Output, arguments.Seed);
        var ml = new MLContext(arguments.Seed);
        ml.Log += ShowWarning;
        var prepared = PreparedLog.Read(ml, folder);
        var log = prepared.Log;
        AnsiConsole.WriteLine(
            $"{folder}: {log.Exposures.Count:N0} {(log.IsRandom ? "random " : "")}exposures, {log.Users.Count:N0} users, {log.Videos.Count:N0} videos");
        var policy = prepared.Study(ml, arguments.Seed).Run().Tscac.Policy;

        SavedModel.Save(ml, new TransformerChain<ITransformer>(prepared.Preparation.Rows, policy), prepared.Data.Parts.Training, prepared.State,
            arguments.Output);
        AnsiConsole.WriteLine($"Saved model.zip and state.json in {Path.GetFullPath(arguments.Output)}");
        SavedModel.ScoreInNewProcess(folder, arguments.Output);
        AnsiConsole.WriteLine($"Done in {clock.Elapsed:m\\:ss}, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MiB");
    }

    private static void ShowWarning(object? sender, LoggingEventArgs message)
    {
        // Those of the evaluation stand below its table.
        if (message.Kind == ChannelMessageKind.Warning
            && !message.Source.Contains(nameof(OffPolicyEvaluationCatalog.EvaluateOffPolicy), StringComparison.Ordinal))
            AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(message.RawMessage)}[/]");
    }
}
