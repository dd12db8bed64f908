namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the products of weights over whole pages, which show how far the policy's pages are from the logged ones.</summary>
public sealed class PageWeightMetrics
{
    internal PageWeightMetrics()
    {
    }

    /// <summary>The number of pages of the log.</summary>
    public long PageCount { get; internal init; }

    /// <summary>
    /// Kish's effective sample size of the products, in pages. It is 0 where every product is 0, and at most <see cref="PageCount"/>. It is the sample size
    /// of <see cref="PageMetrics.PageIps"/>. Estimates whose weights reach down to a position, or are those of a position alone, have a larger one.
    /// </summary>
    public double EffectivePageCount { get; internal init; }

    /// <summary>The share that the page with the largest product has in the sum of all products, from 0 to 1.</summary>
    public double LargestWeightShare { get; internal init; }

    /// <summary>The mean product. Its expected value is 1. It is lower where the policy prefers pages that the log cannot show.</summary>
    public double MeanWeight { get; internal init; }

    /// <summary>The largest product.</summary>
    public double MaximumWeight { get; internal init; }

    /// <summary>
    /// The mean weight of items at their positions, whose expected value is 1, or null without <see cref="OffPolicyOptions.PositionPropensityColumnName"/>.
    /// </summary>
    public double? MeanPositionWeight { get; internal init; }

    /// <summary>Kish's effective sample size of the weights of items at their positions, in rows, or null where there are none.</summary>
    public double? EffectivePositionSampleSize { get; internal init; }
}
