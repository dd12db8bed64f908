using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// What a scored log says about the policy that scored it. <see cref="ToString"/> is a table of all of it.
/// </summary>
/// <remarks>
/// Compare policies only at similar <see cref="EffectiveSampleSize"/>, and read the <see cref="Warnings"/> first: they say, with numbers,
/// when the weights make the estimates meaningless.
/// </remarks>
public sealed class OffPolicyMetrics
{
    internal OffPolicyMetrics()
    {
    }

    /// <summary>One entry per response column, in the order asked for.</summary>
    public IReadOnlyList<ResponseMetrics> Responses { get; internal init; } = [];

    /// <summary>
    /// The placebo column's metrics; null where none was named. The column does not depend on the action, so the true lift is 0:
    /// a lift of its capped estimate shows that the weights favor some states.
    /// </summary>
    public ResponseMetrics? Placebo { get; internal init; }

    /// <summary>Rows of the log.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Distinct sessions of the log.</summary>
    public int SessionCount { get; internal init; }

    /// <summary>
    /// Kish's effective sample size of the capped weights, (sum w)^2 / sum(w^2), in rows, 1 to <see cref="RowCount"/>:
    /// the sample size of capped estimates. Heavier, uncapped weights have less.
    /// </summary>
    public double EffectiveSampleSize { get; internal init; }

    /// <summary>
    /// Kish's effective sample size of the uncapped weights, in rows: the sample size of estimates whose weights are not capped. Where it is a few rows, these
    /// estimates rest on them, however large <see cref="EffectiveSampleSize"/> is.
    /// </summary>
    public double UncappedEffectiveSampleSize { get; internal init; }

    /// <summary>The share of the sum of all uncapped weights, 0 to 1, that the row with the largest weight has.</summary>
    public double LargestWeightShare { get; internal init; }

    /// <summary>Rows whose logged action has probability 0 under the policy. They have weight 0.</summary>
    public long ZeroProbabilityCount { get; internal init; }

    /// <summary>
    /// Those of <see cref="ZeroProbabilityCount"/> whose action the policy has never seen: their <c>Score</c> is NaN. 0 where the log has no column
    /// <c>Score</c>.
    /// </summary>
    public long UnseenActionCount { get; internal init; }

    /// <summary>Mean of the uncapped weights. Expected: 1; less where the policy prefers actions that the log cannot show.</summary>
    public double MeanWeight { get; internal init; }

    /// <summary>Mean of the capped weights; what it lacks to <see cref="MeanWeight"/> was cut.</summary>
    public double MeanCappedWeight { get; internal init; }

    /// <summary>Largest uncapped weight.</summary>
    public double MaximumWeight { get; internal init; }

    /// <summary>Share of rows, 0 to 1, whose weight reaches <see cref="WeightCap"/>.</summary>
    public double ShareOfWeightsAtCap { get; internal init; }

    /// <summary>The products of weights over sessions; null without <see cref="OffPolicyOptions.DiscountFactor"/>.</summary>
    public SessionWeightMetrics? SessionWeights { get; internal init; }

    /// <summary>The discount of the session's return; null where none was asked for.</summary>
    public double? DiscountFactor { get; internal init; }

    /// <summary>The cap in use.</summary>
    public double WeightCap { get; internal init; }

    /// <summary>How the intervals were made.</summary>
    public OffPolicyInterval Interval { get; internal init; }

    /// <summary>The probability with which each interval is meant to hold the truth.</summary>
    public double ConfidenceLevel { get; internal init; }

    /// <summary>
    /// Half-samples with propensities of their own, by which intervals allow for estimated propensities; 0 where they take propensities as known.
    /// </summary>
    public int PropensityHalfSampleCount { get; internal init; }

    /// <summary>Reasons why the estimates may be unreliable, as sentences with numbers. Empty if there are none.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>A plain-text table of the log's weights, all estimates with their intervals, and the warnings.</summary>
    public override string ToString() => OffPolicyTable.Format(this);
}
