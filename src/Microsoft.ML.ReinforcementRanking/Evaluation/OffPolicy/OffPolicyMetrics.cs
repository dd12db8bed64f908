using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the metrics of a policy on a log that the policy has scored. <see cref="ToString"/> returns them all as a table.</summary>
/// <remarks>
/// Compare policies only at similar <see cref="EffectiveSampleSize"/>. Read the <see cref="Warnings"/> first. They say, with numbers, when the weights make
/// the estimates meaningless.
/// </remarks>
public sealed class OffPolicyMetrics
{
    internal OffPolicyMetrics()
    {
    }

    /// <summary>The metrics of each response column, in the order of the request.</summary>
    public IReadOnlyList<ResponseMetrics> Responses { get; internal init; } = [];

    /// <summary>
    /// The metrics of the placebo column, or null where none was named. The column does not depend on the action, so its true lift is 0. A lift of its
    /// capped estimate shows that the weights favor some states.
    /// </summary>
    public ResponseMetrics? Placebo { get; internal init; }

    /// <summary>The number of rows of the log.</summary>
    public long RowCount { get; internal init; }

    /// <summary>The number of distinct sessions of the log.</summary>
    public int SessionCount { get; internal init; }

    /// <summary>
    /// Kish's effective sample size of the capped weights, (sum w)^2 / sum(w^2), in rows, from 1 to <see cref="RowCount"/>. It is the sample size of capped
    /// estimates. Heavier, uncapped weights have a smaller one.
    /// </summary>
    public double EffectiveSampleSize { get; internal init; }

    /// <summary>
    /// Kish's effective sample size of the uncapped weights, in rows. It is the sample size of estimates whose weights are not capped. Where it is a few
    /// rows, these estimates depend on them, however large <see cref="EffectiveSampleSize"/> is.
    /// </summary>
    public double UncappedEffectiveSampleSize { get; internal init; }

    /// <summary>The share that the row with the largest weight has in the sum of all uncapped weights, from 0 to 1.</summary>
    public double LargestWeightShare { get; internal init; }

    /// <summary>The number of rows whose logged action has probability 0 under the policy. They have weight 0.</summary>
    public long ZeroProbabilityCount { get; internal init; }

    /// <summary>
    /// The number of rows among <see cref="ZeroProbabilityCount"/> whose action the policy has never seen. Their <c>Score</c> is NaN. The number is 0 where
    /// the log has no column <c>Score</c>.
    /// </summary>
    public long UnseenActionCount { get; internal init; }

    /// <summary>
    /// The mean of the uncapped weights. Its expected value is 1. It is lower where the policy prefers actions that the log cannot show.
    /// </summary>
    public double MeanWeight { get; internal init; }

    /// <summary>The mean of the capped weights. The cap removes the difference from <see cref="MeanWeight"/>.</summary>
    public double MeanCappedWeight { get; internal init; }

    /// <summary>The largest uncapped weight.</summary>
    public double MaximumWeight { get; internal init; }

    /// <summary>The share of rows whose weight reaches <see cref="WeightCap"/>, from 0 to 1.</summary>
    public double ShareOfWeightsAtCap { get; internal init; }

    /// <summary>
    /// The uncapped weights above 0 as counts in intervals whose bounds grow by the root of 2, from the smallest weight to the largest. The rows of weight 0
    /// are <see cref="ZeroProbabilityCount"/>.
    /// </summary>
    public IReadOnlyList<WeightBin> WeightHistogram { get; internal init; } = [];

    /// <summary>The products of weights over sessions, or null without <see cref="OffPolicyOptions.DiscountFactor"/>.</summary>
    public SessionWeightMetrics? SessionWeights { get; internal init; }

    /// <summary>The products of weights over pages, or null without <see cref="OffPolicyOptions.RequestColumnName"/>.</summary>
    public PageWeightMetrics? PageWeights { get; internal init; }

    /// <summary>The discount of the return of a session, or null where none was given.</summary>
    public double? DiscountFactor { get; internal init; }

    /// <summary>The cap of the weights.</summary>
    public double WeightCap { get; internal init; }

    /// <summary>The method by which the intervals were made.</summary>
    public OffPolicyInterval Interval { get; internal init; }

    /// <summary>The nominal probability that an interval contains the true value.</summary>
    public double ConfidenceLevel { get; internal init; }

    /// <summary>
    /// The number of half-samples with propensities of their own, by which intervals account for estimated propensities. It is 0 where intervals take
    /// propensities as known.
    /// </summary>
    public int PropensityHalfSampleCount { get; internal init; }

    /// <summary>The reasons why the estimates may be unreliable, as sentences with numbers. The list is empty if there are none.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>Returns a plain-text table of the log's weights, all estimates with their intervals, and the warnings.</summary>
    public override string ToString() => OffPolicyTable.Format(this);
}
