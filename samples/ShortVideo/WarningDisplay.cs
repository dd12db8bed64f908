using Microsoft.ML;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace ShortVideo;

/// <summary>Shows warnings on the console.</summary>
internal static class WarningDisplay
{
    /// <summary>
    /// Shows the warnings of the context's log. The warnings that a model or the result of an evaluation keeps are left out, because they are shown with
    /// it.
    /// </summary>
    public static void ShowLog(MLContext ml) => ml.Log += (_, entry) =>
    {
        if (entry.Kind == ChannelMessageKind.Warning && !IsKept(entry.Source))
            Show([entry.RawMessage]);
    };

    public static void Show(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            AnsiConsole.MarkupLine($"[yellow]Warning: {Markup.Escape(warning)}[/]");
    }

    private static bool IsKept(string source)
        => source.Contains("Trainer", StringComparison.Ordinal)
            || source.Contains(nameof(OffPolicyEvaluationCatalog.EvaluateOffPolicy), StringComparison.Ordinal);
}
