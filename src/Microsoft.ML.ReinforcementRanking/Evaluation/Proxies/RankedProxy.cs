namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a signal, and how well it predicts the delayed label of users.</summary>
public sealed class RankedProxy
{
    internal RankedProxy()
    {
    }

    /// <summary>The column of the signal.</summary>
    public string ColumnName { get; internal init; } = "";

    /// <summary>
    /// How well the signal orders users as their label does, from -1 to 1: 2 AUC − 1 for a label of 0 and 1, and Spearman's rank correlation for any other.
    /// Signals are ranked by its size. It is negative where a smaller signal goes with a larger label, and 0 for a signal that is the same for all users.
    /// </summary>
    public double Association { get; internal init; }

    /// <summary>The lower end of the interval of <see cref="Association"/>, which holds for all signals at once. It is NaN without intervals.</summary>
    public double LowerBound { get; internal init; }

    /// <summary>The upper end of that interval.</summary>
    public double UpperBound { get; internal init; }

    /// <summary>
    /// The probability that a user with label 1 has a larger signal than one with label 0, from 0 to 1. Equal signals count one half. It is null for other
    /// labels.
    /// </summary>
    public double? Auc { get; internal init; }

    /// <summary>Spearman's rank correlation of signal and label over users, from -1 to 1. Equal values share their mean rank.</summary>
    public double Correlation { get; internal init; }

    /// <summary>
    /// Whether the first signal of the ranking is better than this one beyond chance, at the confidence level for all signals at once. It is false for the
    /// first signal, and without intervals.
    /// </summary>
    public bool IsWorseThanFirst { get; internal init; }
}
