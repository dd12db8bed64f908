using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;
using Spectre.Console;

namespace ShortVideo.Evaluation;

/// <summary>Tables for the reader.</summary>
internal static class Report
{
    /// <summary>What each constraint strength does on the validation rows, and which one is chosen.</summary>
    public static void ShowSettings(IEnumerable<Setting> settings, Setting chosen)
    {
        var table = NewTable("Validation rows: constraint strengths", "auxiliary responses", "constraint strength", "WatchTime", "Click", "Interaction", "ESS",
            "mean capped weight", "negative control", "");
        foreach (var setting in settings)
        {
            var metrics = setting.Validation;
            var verdict = setting == chosen ? "[green]chosen[/]" : !setting.IsTrusted ? "not trusted" : !setting.KeepsAuxiliaries ? "below the log" : "";
            table.AddRow(
                $"{setting.Design}", $"{setting.ConstraintStrength}", Lift(metrics.Of(nameof(LogRow.WatchTime))), Lift(metrics.Of(nameof(LogRow.Click))),
                Lift(metrics.Of(nameof(LogRow.Interaction))), $"{metrics.EffectiveSampleSize:N0}", $"{metrics.MeanCappedWeight:F3}",
                Percent(metrics.PlaceboLift()), verdict);
        }
        AnsiConsole.Write(table);
    }

    /// <summary>Every policy on the test rows.</summary>
    public static void ShowPolicies(IReadOnlyList<(string Name, OffPolicyMetrics Metrics)> policies)
    {
        var table = NewTable("Test rows: the policies", "policy", "response", "logged", "NCIS", "95 %", "lift", "SNIPS", "95 %", "ESS", "mean capped weight",
            "negative control");
        foreach (var (name, metrics) in policies)
        {
            foreach (var (index, response) in metrics.Responses.Index())
            {
                var (capped, plain) = (response.CappedSelfNormalizedIps, response.SelfNormalizedIps);
                string[] weights = index == 0 ? [$"{metrics.EffectiveSampleSize:N0}", $"{metrics.MeanCappedWeight:F3}", Percent(metrics.PlaceboLift())]
                    : ["", "", ""];
                table.AddRow([
                    index == 0 ? name : "", response.Name, Number(response.LoggedMean), Number(capped.Value),
                    Interval(Number, capped.LowerBound, capped.UpperBound),
                    Lift(capped), Number(plain.Value), Interval(Number, plain.LowerBound, plain.UpperBound), .. weights]);
            }
            table.AddEmptyRow();
        }
        AnsiConsole.Write(table);
        foreach (var (name, metrics) in policies)
        {
            foreach (var warning in metrics.Warnings)
                AnsiConsole.MarkupLine($"[yellow]{name}: {Markup.Escape(warning)}[/]");
        }
    }

    private static Table NewTable(string title, params string[] columns)
        => new Table().Title($"[bold]{title}[/]").Border(TableBorder.Simple).AddColumns(columns);

    private static string Lift(OffPolicyEstimate estimate)
        => $"{Percent(estimate.Lift)} ({Interval(Percent, estimate.LiftLowerBound, estimate.LiftUpperBound)})";

    private static string Interval(Func<double, string> format, double lower, double upper) => $"{format(lower)} .. {format(upper)}";

    private static string Number(double value) => value.ToString("G4", null);

    private static string Percent(double value) => value.ToString("+0.0%;-0.0%;0.0%", null);
}
