namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the estimate of one estimator for one response. It is the mean response per row (or the mean return per session) that the log would have had,
/// had the scored policy chosen the actions. All values are in units of the response. Lifts are fractions, so that 0.1 is ten per cent more than logged.
/// </summary>
/// <remarks>
/// Bounds are made over whole sessions (or the clusters of <see cref="OffPolicyOptions.ClusterColumnName"/>) as <see cref="OffPolicyOptions.Interval"/>
/// says. Bootstrap replicates in which the estimate is undefined are left out. Bounds are NaN when no interval was asked for or when the log has a single
/// session or cluster.
/// </remarks>
public sealed class OffPolicyEstimate
{
    internal OffPolicyEstimate()
    {
    }

    /// <summary>The estimate on the whole log.</summary>
    public double Value { get; internal init; }

    /// <summary>The lower end of the interval at <see cref="OffPolicyOptions.ConfidenceLevel"/>.</summary>
    public double LowerBound { get; internal init; }

    /// <summary>The upper end of the interval at <see cref="OffPolicyOptions.ConfidenceLevel"/>.</summary>
    public double UpperBound { get; internal init; }

    /// <summary>
    /// The change from the logged mean, relative to its size: (<see cref="Value"/> - mean) / |mean|. For a positive mean it is Value / mean - 1. It is NaN
    /// where the logged mean is 0.
    /// </summary>
    public double Lift { get; internal init; }

    /// <summary>
    /// The lower end of the lift's own interval. The estimate and the logged mean are resampled together, so that their common variation cancels.
    /// </summary>
    public double LiftLowerBound { get; internal init; }

    /// <summary>The upper end of the lift's own interval.</summary>
    public double LiftUpperBound { get; internal init; }
}
