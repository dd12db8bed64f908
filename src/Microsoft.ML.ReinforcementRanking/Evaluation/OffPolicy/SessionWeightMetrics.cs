namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>The products of weights over whole sessions: how far the policy's sessions are from the logged ones.</summary>
public sealed class SessionWeightMetrics
{
    internal SessionWeightMetrics()
    {
    }

    /// <summary>Kish's effective sample size of the capped products, in sessions: 0 where every product is 0, at most the number of sessions.</summary>
    public double EffectiveSessionCount { get; internal init; }

    /// <summary>Kish's effective sample size of the products before capping, in sessions.</summary>
    public double UncappedEffectiveSessionCount { get; internal init; }

    /// <summary>The share of the sum of all products, before capping, that the session with the largest product has.</summary>
    public double LargestWeightShare { get; internal init; }

    /// <summary>Mean product before capping. Expected: 1; less where the policy prefers sessions that the log cannot show.</summary>
    public double MeanWeight { get; internal init; }

    /// <summary>Largest product before capping.</summary>
    public double MaximumWeight { get; internal init; }
}
