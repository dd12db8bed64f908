namespace AbTest.Experiment;

/// <summary>
/// Intervals that may be looked at every day: with the given confidence all of them hold at once, so a test can be stopped as soon as one pleases.
/// The normal mixture of Robbins (1970), with estimated errors as in Johari et al. (2022) and Waudby-Smith et al. (2024). Were the lift θ, the likelihood ratio
/// of θ + N(0, ρ²) against θ would be a martingale of mean 1 in the information <c>1 / s²</c>; it is above <c>1 / α</c> ever with probability α at most, and
/// this is where it is not:
/// <code>
/// |estimate - θ| ≤ √( (s² + s⁴ / ρ²) · (log(1 + ρ² / s²) + 2 log(1 / α)) )
/// </code>
/// That is so where the estimates of two days have the later one's variance as covariance, as those of cumulative means do where all days of a user are equally
/// related; where errors last longer, the bound is wider than needed (Slepian's lemma).
/// </summary>
internal sealed record ConfidenceSequence
{
    /// <summary>Probability with which every day's interval holds, in (0, 1). Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// ρ, above 0: the size of the lifts for which intervals are narrowest, fixed before the test. Valid whatever it is; too large costs little, too small
    /// much. Default 0.3.
    /// </summary>
    public double PlannedLift { get; init; } = 0.3;

    public Interval Of(LiftEstimate estimate) => estimate.Within(HalfWidth(estimate.StandardError));

    /// <summary>In the unit of the error.</summary>
    public double HalfWidth(double standardError)
    {
        var (variance, planned) = (standardError * standardError, PlannedLift * PlannedLift);
        return Math.Sqrt((variance + variance * variance / planned) * (Math.Log(1 + planned / variance) - 2 * Math.Log(1 - Confidence)));
    }
}
