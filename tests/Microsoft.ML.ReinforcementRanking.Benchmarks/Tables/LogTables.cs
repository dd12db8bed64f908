using System.Globalization;
using ShortVideo.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Creates the tables of one log over its seeds.</summary>
internal sealed class LogTables(IReadOnlyList<TableResult> results)
{
    private const int WatchTime = 0;

    /// <summary>The indices of the responses that TSCAC must keep: clicks and interactions.</summary>
    private static readonly int[] Kept = [.. new[] { "click", "interaction" }.Select(name => TrueValues.Responses.ToList().IndexOf(name))];

    public string Log => results[0].Log;

    public int Seeds => results.Count;

    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"{results.Average(result => result.Rows):N0} rows; logged means of the test rows: "
            + $"{string.Join(", ", Evaluator.Responses.Select(DescribeLoggedMean))}");

    /// <summary>Table 2: NCIS, and its lift over the log.</summary>
    public string Offline => Estimates(result => result.Methods, "method");

    /// <summary>Figure 3 with off-policy estimates.</summary>
    public string OfflineSweep => Estimates(result => result.Sweep, "λ");

    /// <summary>Table 3 with all methods: lifts of true values per session over the ranker.</summary>
    public string Online => Truth(result => result.Methods, "method");

    /// <summary>Figure 3 with true values.</summary>
    public string OnlineSweep => Truth(result => result.Sweep, "λ");

    public string ChosenStrengths => string.Join(", ", results.Select(result => result.ChosenStrength.ToString(CultureInfo.InvariantCulture)));

    public string Durations => MarkdownTable.Of(["method", "seconds"], Names(result => result.Methods).Select((name, row) =>
        new[] { name, Spread.Text([.. results.Select(result => result.Methods[row].FitSeconds)], "F0") }));

    public string PartSeconds => Spread.Text([.. results.Select(result => result.Seconds)], "F0");

    /// <summary>
    /// Which method has the longest true watch time among those that keep the auxiliary responses of the ranker, by the means over seeds and for each
    /// seed.
    /// </summary>
    public string Conclusion
    {
        get
        {
            var names = Names(result => result.Methods);
            string Longest(IReadOnlyList<TableResult> some)
                => names.Index().Where(method => Keeps(some, method.Index))
                .MaxBy(method => some.Average(result => Lift(result, result.Methods[method.Index], WatchTime))).Item;
            var bySeed = results.Select(result => Longest([result])).CountBy(name => name).OrderByDescending(count => count.Value)
                .Select(count => $"{count.Key} in {count.Value}");
            var kept = names.Index().Where(method => Keeps(results, method.Index)).Select(method => method.Item);
            return $"By the means over seeds, clicks and interactions per session are at or above the ranker's with: {string.Join(", ", kept)}. " +
                $"Of these, **{Longest(results)}** has the longest watch time per session. Seed by seed, the longest under the same condition: "
                    + $"{string.Join(", ", bySeed)}.";
        }
    }

    private static bool Keeps(IReadOnlyList<TableResult> some, int method)
        => Kept.All(response => some.Average(result => Lift(result, result.Methods[method], response)) >= 0);

    private static double Lift(TableResult result, TableRow row, int response)
        => 100 * (row.Truth![response] / result.Methods.Single(method => method.Name == ComparedMethods.Ranker).Truth![response] - 1);

    private IReadOnlyList<string> Names(Func<TableResult, IReadOnlyList<TableRow>> rows) => [.. rows(results[0]).Select(row => row.Name)];

    private string Estimates(Func<TableResult, IReadOnlyList<TableRow>> rows, string title) => MarkdownTable.Of(
        [title, .. Evaluator.Responses.SelectMany(name => new[] { name, "lift, %" }), "ESS, % of rows", "mean capped weight", "negative control lift, %",
            "temperature"],
        Names(rows).Select((name, row) => (string[])
        [
            name,
            .. Evaluator.Responses.SelectMany((_, response) => new[]
            {
                Spread.Text([.. results.Select(result => rows(result)[row].Estimates[response])], "G4"),
                Spread.Text([.. results.Select(result => 100 * (rows(result)[row].Estimates[response] / result.LoggedMeans[response] - 1))], "F1"),
            }),
            Spread.Text([.. results.Select(result => 100 * rows(result)[row].EffectiveShare)], "F1"),
            Spread.Text([.. results.Select(result => rows(result)[row].CappedWeight)], "F3"),
            Spread.Text([.. results.Select(result => 100 * rows(result)[row].PlaceboLift)], "F1"),
            Spread.Text([.. results.Select(result => rows(result)[row].Temperature)], "F2"),
        ]));

    private string Truth(Func<TableResult, IReadOnlyList<TableRow>> rows, string title) => MarkdownTable.Of(
        [title, "watch time, s", "interactions", .. TrueValues.Responses.Select(name => $"{name}, %")],
        Names(rows).Select((name, row) => (string[])
        [
            name,
            Spread.Text([.. results.Select(result => rows(result)[row].Truth![WatchTime])], "F1"),
            Spread.Text([.. results.Select(result => rows(result)[row].Truth![Kept[1]])], "F3"),
            .. TrueValues.Responses.Select((_, response) => Spread.Text([.. results.Select(result => Lift(result, rows(result)[row], response))], "F1")),
        ]));

    private string DescribeLoggedMean(string name, int response)
        => string.Create(CultureInfo.InvariantCulture, $"{name} {results.Average(result => result.LoggedMeans[response]):G4}");
}
