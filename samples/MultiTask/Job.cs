using Microsoft.ML;
using Microsoft.ML.Runtime;
using MultiTask.Features;
using ShortVideo;
using Spectre.Console;

namespace MultiTask;

/// <summary>The whole job: read a log, show what is in it, train on its first part, choose epochs on its second, report on its third.</summary>
internal static class Job
{
    public static void Run(Arguments arguments)
    {
        var ml = new MLContext(arguments.Seed);
        var folder = arguments.Data ?? SimulatedData.Write(Path.Combine("artifacts", "multi-task"), arguments.Seed);
        ml.Log += ShowWarning;
        var log = TaskLog.Read(ml, folder);
        Report.ShowLog(folder, log);
        Report.ShowStudy([.. new MultiTaskStudy(ml, log).Run(arguments.Backbones)]);
    }

    private static void ShowWarning(object? sender, LoggingEventArgs message)
    {
        if (message.Kind == ChannelMessageKind.Warning)
            AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(message.RawMessage)}[/]");
    }
}
