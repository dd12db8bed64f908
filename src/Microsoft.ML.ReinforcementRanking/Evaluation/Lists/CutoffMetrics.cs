namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the metrics of the first k rows of every request, in the order of their scores.</summary>
public sealed class CutoffMetrics
{
    internal CutoffMetrics()
    {
    }

    /// <summary>The length k of the lists.</summary>
    public int Cutoff { get; internal init; }

    /// <summary>
    /// The normalized discounted cumulative gain (NDCG), from 0 to 1: the sum over the first k rows of <c>(2^relevance − 1) / log2(1 + place)</c>, divided by
    /// the largest sum that any order has (Järvelin and Kekäläinen, 2002; Burges et al., 2005). It is the mean over the requests with a relevant row.
    /// </summary>
    public ListEstimate Ndcg { get; internal init; } = new();

    /// <summary>The share of requests with a relevant row that have one among the first k rows, from 0 to 1.</summary>
    public ListEstimate HitRate { get; internal init; } = new();

    /// <summary>
    /// The share of the items of the catalog that are among the first k rows of at least one request, from 0 to 1. It grows with the number of requests, so
    /// compare it at equal numbers. It is null without <see cref="ListEvaluationOptions.ActionColumnName"/>.
    /// </summary>
    public ListEstimate? CatalogCoverage { get; internal init; }

    /// <summary>
    /// The mean over pairs of the first k rows of 1 − the cosine of their features, from 0 to 2, averaged over the requests with two rows or more (Ziegler et
    /// al., 2005). A vector of zeros has a cosine of 0 with all others. It is null without <see cref="ListEvaluationOptions.FeatureColumnName"/>, and NaN for
    /// k = 1.
    /// </summary>
    public ListEstimate? IntraListDiversity { get; internal init; }
}
