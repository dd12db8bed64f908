namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the number of importance weights in an interval.</summary>
public sealed class WeightBin
{
    internal WeightBin(double lowerBound, double upperBound, long count) => (LowerBound, UpperBound, Count) = (lowerBound, upperBound, count);

    /// <summary>The smallest weight of the interval.</summary>
    public double LowerBound { get; }

    /// <summary>The end of the interval, which belongs to the next one.</summary>
    public double UpperBound { get; }

    /// <summary>The number of weights, in rows.</summary>
    public long Count { get; }
}
