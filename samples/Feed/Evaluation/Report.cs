using Feed.Serving;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Spectre.Console;

namespace Feed.Evaluation;

/// <summary>Writes tables to the console.</summary>
internal static class Report
{
    public static void ShowServed(string policy, IReadOnlyList<ServedPage> pages)
    {
        var sessions = pages.Select(page => page.Session).Distinct().Count();
        AnsiConsole.WriteLine($"{policy}: {pages.Count:N0} pages in {sessions:N0} sessions, with {pages.Average(page => page.WatchTime):F2} s of watch time "
            + $"and {pages.Average(page => page.Interactions):F3} interactions a page, and {pages.Sum(page => page.WatchTime) / sessions:F1} s a session.");
    }

    public static void ShowRounds(IReadOnlyList<Round> rounds)
    {
        var table = new Table().Title("[bold]Watch time of a page in seconds (95 % intervals)[/]").Border(TableBorder.Simple).AddColumns(
            "round", "log", "reward-interaction IPS", "page IPS", "true value", "true value of the logging policy", "effective pages", "interactions", "true");
        foreach (var round in rounds)
        {
            var (watch, interactions) = (round.Metrics.Responses[0], round.Metrics.Responses[1]);
            table.AddRow($"{round.Number}", $"{watch.Page!.LoggedMean:F2}", Text(watch.Page.SelfNormalizedRewardInteractionIps, "F2"),
                Text(watch.Page.SelfNormalizedPageIps, "F2"), Text(round.TrueValue), Text(round.LoggedValue),
                $"{round.Metrics.PageWeights!.EffectivePageCount:N0}", Text(interactions.Page!.SelfNormalizedRewardInteractionIps, "F3"),
                $"{round.TrueValue.Interactions:F3}");
        }
        AnsiConsole.Write(table);
    }

    private static string Text(OffPolicyEstimate estimate, string format)
        => $"{estimate.Value.ToString(format, null)} ({estimate.LowerBound.ToString(format, null)} .. {estimate.UpperBound.ToString(format, null)})";

    private static string Text(TrueValue value) => $"{value.WatchTime:F2} ± {1.96 * value.StandardError:F2}";
}
