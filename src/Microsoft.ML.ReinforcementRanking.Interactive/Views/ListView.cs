using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows the metrics of ranked lists with their intervals.</summary>
internal static class ListView
{
    public static HtmlView Of(ListMetrics metrics)
    {
        var interval = string.Create(CultureInfo.InvariantCulture, $"{metrics.ConfidenceLevel:0.###%} interval");
        return new HtmlView()
            .Paragraph(string.Create(CultureInfo.InvariantCulture,
                $"{metrics.RowCount:N0} rows in {metrics.RequestCount:N0} requests, {metrics.RelevantRequestCount:N0} of them with a relevant row"))
            .Table(["metric", "value", interval], Rows(metrics));
    }

    private static IEnumerable<IReadOnlyList<Cell>> Rows(ListMetrics metrics)
        => from line in metrics.Cutoffs.SelectMany(Lines).Prepend(("reciprocal rank", metrics.MeanReciprocalRank))
           where line.Item2 is not null
           select (IReadOnlyList<Cell>)[line.Item1, Cell.Number(line.Item2.Value), Cell.Interval(line.Item2.LowerBound, line.Item2.UpperBound)];

    private static IEnumerable<(string Name, ListEstimate? Estimate)> Lines(CutoffMetrics cutoff) =>
    [
        ($"NDCG@{cutoff.Cutoff}", cutoff.Ndcg), ($"hit rate@{cutoff.Cutoff}", cutoff.HitRate), ($"catalog coverage@{cutoff.Cutoff}", cutoff.CatalogCoverage),
        ($"intra-list diversity@{cutoff.Cutoff}", cutoff.IntraListDiversity),
    ];
}
