namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the predictions of similar probability, and how often what they predict happened.</summary>
public sealed class CalibrationBin
{
    private const double NormalQuantile = 1.959963984540054;

    internal CalibrationBin(double meanProbability, double variance, long count, long occurrences)
    {
        (MeanProbability, Count, Occurrences) = (meanProbability, count, occurrences);
        var width = NormalQuantile * Math.Sqrt(variance) / count;
        (LowerBound, UpperBound) = (Math.Max(0, meanProbability - width), Math.Min(1, meanProbability + width));
    }

    /// <summary>The mean of the predicted probabilities, above 0 and at most 1.</summary>
    public double MeanProbability { get; }

    /// <summary>The number of predictions. For a policy, each action that could have been chosen in a row is one.</summary>
    public long Count { get; }

    /// <summary>The number of predictions of something that happened, such as of an action that was chosen.</summary>
    public long Occurrences { get; }

    /// <summary>The share of predictions that came true, from 0 to 1.</summary>
    public double Frequency => (double)Occurrences / Count;

    /// <summary>
    /// The lower end of the range in which <see cref="Frequency"/> lies with 95 % probability, if the predictions are right and rows do not depend on each
    /// other.
    /// </summary>
    public double LowerBound { get; }

    /// <summary>The upper end of this range.</summary>
    public double UpperBound { get; }
}
