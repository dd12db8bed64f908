namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a metric of lists, with its interval.</summary>
public sealed class ListEstimate
{
    internal ListEstimate()
    {
    }

    /// <summary>The value on the data. It is NaN where no request has what the metric needs.</summary>
    public double Value { get; internal init; }

    /// <summary>
    /// The lower end of the interval at <see cref="ListEvaluationOptions.ConfidenceLevel"/>. It is NaN where no interval was asked for, and where the data
    /// have a single cluster.
    /// </summary>
    public double LowerBound { get; internal init; }

    /// <summary>The upper end of the interval.</summary>
    public double UpperBound { get; internal init; }
}
