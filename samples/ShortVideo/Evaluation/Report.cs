using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;
using ShortVideo.Online;
using Spectre.Console;

namespace ShortVideo.Evaluation;

/// <summary>Writes tables to the console.</summary>
internal static class Report
{
    /// <summary>Shows what each constraint strength does on the validation rows, and which strength is chosen.</summary>
    public static void ShowSettings(IEnumerable<Setting> settings, Setting chosen)
    {
        var table = NewTable("Constraint strengths on the validation rows, as lifts over the log (95 % intervals)", "auxiliary responses",
            "constraint strength", "WatchTime", "Click", "Interaction", "effective sample size",
            "mean capped weight", "negative control", "decision");
        foreach (var setting in settings)
        {
            var metrics = setting.Validation;
            var verdict = setting == chosen ? "[green]chosen[/]" : !setting.IsTrusted ? "not reliable" : !setting.KeepsAuxiliaries ? "below the log" : "";
            table.AddRow(
                $"{setting.Design}", $"{setting.ConstraintStrength}", Lift(metrics.Of(nameof(LogRow.WatchTime))), Lift(metrics.Of(nameof(LogRow.Click))),
                Lift(metrics.Of(nameof(LogRow.Interaction))), $"{metrics.EffectiveSampleSize:N0}", $"{metrics.MeanCappedWeight:F3}",
                Percent(metrics.PlaceboLift()), verdict);
        }
        AnsiConsole.Write(table);
    }

    /// <summary>Shows every policy on the test rows.</summary>
    public static void ShowPolicies(IReadOnlyList<TestedPolicy> policies)
    {
        var table = NewTable("Policies on the test rows", "policy", "response", "logged mean", "NCIS", "95 % interval", "lift over the log", "SNIPS",
            "95 % interval", "effective sample size", "mean capped weight",
            "negative control");
        foreach (var (name, metrics, _) in policies)
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
        foreach (var (name, metrics, _) in policies)
        {
            WarningDisplay.Show(metrics.Warnings.Select(warning => $"{name}: {warning}"));
        }
    }

    /// <summary>Shows what policies earn when they serve users.</summary>
    public static void ShowServed(IReadOnlyList<ServedValue> policies)
    {
        var table = NewTable("True values: what users do in the days after the log (± 1.96 standard errors)", "policy", "watch time per video",
            "clicks per video", "interactions per video", "videos per session", "watch time per session");
        foreach (var policy in policies)
            table.AddRow([policy.Policy, .. policy.Values.Select(value => $"{Number(value.Mean)} ± {Number(1.96 * value.StandardError)}")]);
        AnsiConsole.Write(table);
    }

    private static Table NewTable(string title, params string[] columns)
        => new Table().Title($"[bold]{title}[/]").Border(TableBorder.Simple).AddColumns(columns);

    private static string Lift(OffPolicyEstimate estimate)
        => $"{Percent(estimate.Lift)} ({Interval(Percent, estimate.LiftLowerBound, estimate.LiftUpperBound)})";

    private static string Interval(Func<double, string> format, double lower, double upper) => $"{format(lower)} .. {format(upper)}";

    private static string Number(double value) => value.ToString("G4", null);

    private static string Percent(double value) => value.ToString("+0.0%;-0.0%;0.0%", null);
}
