using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the metrics of the lists that scores make of the rows of requests. <see cref="ToString"/> returns them all as a table.</summary>
public sealed class ListMetrics
{
    internal ListMetrics()
    {
    }

    /// <summary>
    /// The mean reciprocal rank (MRR) of the first relevant row of a request, from 0 to 1. It is the mean over the requests with a relevant row.
    /// </summary>
    public ListEstimate MeanReciprocalRank { get; internal init; } = new();

    /// <summary>The metrics of the first k rows of every request, in the order of <see cref="ListEvaluationOptions.Cutoffs"/>.</summary>
    public IReadOnlyList<CutoffMetrics> Cutoffs { get; internal init; } = [];

    /// <summary>The number of rows.</summary>
    public long RowCount { get; internal init; }

    /// <summary>The number of requests.</summary>
    public int RequestCount { get; internal init; }

    /// <summary>
    /// The number of requests with a relevant row, which is one whose relevance is above 0. No order of the others is better than another, so they count for
    /// coverage and diversity alone.
    /// </summary>
    public int RelevantRequestCount { get; internal init; }

    /// <summary>The number of clusters that intervals keep whole.</summary>
    public int ClusterCount { get; internal init; }

    /// <summary>The number of items of the catalog, or null without <see cref="ListEvaluationOptions.ActionColumnName"/>.</summary>
    public int? CatalogSize { get; internal init; }

    /// <summary>The nominal probability that an interval contains the true value.</summary>
    public double ConfidenceLevel { get; internal init; }

    /// <summary>Returns a plain-text table with one line per metric and cutoff.</summary>
    public override string ToString()
    {
        var text = new PlainText();
        var catalog = CatalogSize is { } size ? FormattableString.Invariant($", {size} items") : "";
        text.Line($"{RowCount} rows, {RequestCount} requests ({RelevantRequestCount} with a relevant row), {ClusterCount} clusters{catalog}").Line($"");
        text.Columns([["metric", "value", FormattableString.Invariant($"{ConfidenceLevel:0.###%} interval")], .. Lines()]);
        return text.ToString();
    }

    private IEnumerable<string[]> Lines() => Cutoffs.SelectMany(cutoff => new[]
    {
        Line($"NDCG@{cutoff.Cutoff}", cutoff.Ndcg),
        Line($"hit rate@{cutoff.Cutoff}", cutoff.HitRate),
        Line($"catalog coverage@{cutoff.Cutoff}", cutoff.CatalogCoverage),
        Line($"intra-list diversity@{cutoff.Cutoff}", cutoff.IntraListDiversity),
    }).Prepend(Line("MRR", MeanReciprocalRank)).OfType<string[]>();

    private static string[]? Line(string name, ListEstimate? estimate) => estimate is null ? null :
    [
        name, PlainText.Number(estimate.Value),
        double.IsNaN(estimate.LowerBound) ? "-" : $"{PlainText.Number(estimate.LowerBound)} .. {PlainText.Number(estimate.UpperBound)}",
    ];
}
