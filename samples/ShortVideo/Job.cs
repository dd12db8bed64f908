using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ShortVideo.Data;
using ShortVideo.Features;
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
        var log = KuaiRandReader.Read(folder);
        AnsiConsole.WriteLine($"{folder}: {log.Exposures.Count:N0} {(log.IsRandom ? "random " : "")}exposures, {log.Users.Count:N0} users, {log.Videos.Count:N0} videos");
        var split = TimeSplit.Of(log.Exposures);
        var state = StateFeatures.Fit(log, split);

        var ml = new MLContext(arguments.Seed);
        ml.Log += ShowWarning;
        var data = LogData.Create(ml, log, state, split);
        var preparation = Preparation.Fit(ml, data, log);
        var policy = new PolicyStudy(ml, arguments.Seed, preparation.Videos.Transform(data.Catalogue), data.Parts.Map(preparation.Rows.Transform), log.IsRandom).Run();

        SavedModel.Save(ml, new TransformerChain<ITransformer>(preparation.Rows, policy), data.Parts.Training, state, arguments.Output);
        AnsiConsole.WriteLine($"Saved model.zip and state.json in {Path.GetFullPath(arguments.Output)}");
        SavedModel.ScoreInNewProcess(folder, arguments.Output);
        AnsiConsole.WriteLine($"Done in {clock.Elapsed:m\\:ss}, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MiB");
    }

    private static void ShowWarning(object? sender, LoggingEventArgs message)
    {
        // Those of the evaluation stand below its table.
        if (message.Kind == ChannelMessageKind.Warning && !message.Source.Contains(nameof(OffPolicyEvaluationCatalog.EvaluateOffPolicy), StringComparison.Ordinal))
            AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(message.RawMessage)}[/]");
    }
}
