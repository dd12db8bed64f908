namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// One estimator's answer for one response: what the mean response per row (or the mean return per session) would have been, had the scored policy chosen the
/// actions. All values are in units of the response; lifts are fractions (0.1 is ten per cent more than logged).
/// </summary>
/// <remarks>
/// Bounds are made over whole sessions (or the units of <see cref="OffPolicyOptions.ClusterColumnName"/>) as <see cref="OffPolicyOptions.Interval"/> says;
/// bootstrap replicates in which the estimate is undefined are left out. Bounds are NaN when no interval was asked for
/// or the log has a single unit.
/// </remarks>
public sealed class OffPolicyEstimate
{
    internal OffPolicyEstimate()
    {
    }

    /// <summary>The estimate on the whole log.</summary>
    public double Value { get; internal init; }

    /// <summary>Lower end of the interval at <see cref="OffPolicyOptions.ConfidenceLevel"/>.</summary>
    public double LowerBound { get; internal init; }

    /// <summary>Upper end of the interval at <see cref="OffPolicyOptions.ConfidenceLevel"/>.</summary>
    public double UpperBound { get; internal init; }

    /// <summary>
    /// Change against the logged mean, relative to its size: (<see cref="Value"/> - mean) / |mean|, which is Value / mean - 1 for a positive mean.
    /// NaN where the logged mean is 0.
    /// </summary>
    public double Lift { get; internal init; }

    /// <summary>Lower end of the lift's own interval: estimate and logged mean are redrawn together, so what they share cancels.</summary>
    public double LiftLowerBound { get; internal init; }

    /// <summary>Upper end of the lift's own interval.</summary>
    public double LiftUpperBound { get; internal init; }
}
