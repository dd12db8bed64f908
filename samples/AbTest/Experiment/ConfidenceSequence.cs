namespace AbTest.Experiment;

/// <summary>
/// Computes intervals that can be inspected every day. With the given confidence, all of them hold at the same time, so a test can be stopped at any time.
/// <para>
/// This is the normal mixture of Robbins (1970) with estimated errors, as in Johari et al. (2022) and Waudby-Smith et al. (2024). Let θ be the true lift.
/// The likelihood ratio of θ + N(0, ρ²) against θ is a martingale of mean 1 in the information <c>1 / s²</c>. The probability that it ever exceeds <c>1 /
/// α</c> is at most α. It does not exceed this bound where:
/// </para>
/// <code>
/// |estimate - θ| ≤ √( (s² + s⁴ / ρ²) · (log(1 + ρ² / s²) + 2 log(1 / α)) )
/// </code>
/// <para>
/// The derivation needs the covariance of the estimates of two days to be the variance of the later one. This is true of cumulative means if all days of a
/// user are equally correlated. If errors last longer, the bounds are wider than necessary (Slepian's lemma).
/// </para>
/// </summary>
internal sealed record ConfidenceSequence
{
    /// <summary>The probability that the intervals of all days hold, in (0, 1). The default is 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// The size ρ of the lifts for which the intervals are narrowest, above 0. It is fixed before the test. The intervals are valid for any value. A value
    /// that is too large costs little, and a value that is too small costs much. The default is 0.3.
    /// </summary>
    public double PlannedLift { get; init; } = 0.3;

    public Interval Of(LiftEstimate estimate) => estimate.Within(HalfWidth(estimate.StandardError));

    /// <summary>Computes half the width of an interval, in the unit of the standard error.</summary>
    public double HalfWidth(double standardError)
    {
        var (variance, planned) = (standardError * standardError, PlannedLift * PlannedLift);
        return Math.Sqrt((variance + variance * variance / planned) * (Math.Log(1 + planned / variance) - 2 * Math.Log(1 - Confidence)));
    }
}
