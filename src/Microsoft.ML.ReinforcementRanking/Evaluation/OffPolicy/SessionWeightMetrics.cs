namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the products of weights over whole sessions, which show how far the policy's sessions are from the logged ones.</summary>
public sealed class SessionWeightMetrics
{
    internal SessionWeightMetrics()
    {
    }

    /// <summary>
    /// Kish's effective sample size of the capped products, in sessions. It is 0 where every product is 0, and at most the number of sessions.
    /// </summary>
    public double EffectiveSessionCount { get; internal init; }

    /// <summary>Kish's effective sample size of the products before capping, in sessions.</summary>
    public double UncappedEffectiveSessionCount { get; internal init; }

    /// <summary>The share that the session with the largest product has in the sum of all products, before capping, from 0 to 1.</summary>
    public double LargestWeightShare { get; internal init; }

    /// <summary>
    /// The mean product before capping. Its expected value is 1. It is lower where the policy prefers sessions that the log cannot show.
    /// </summary>
    public double MeanWeight { get; internal init; }

    /// <summary>The largest product before capping.</summary>
    public double MaximumWeight { get; internal init; }
}
