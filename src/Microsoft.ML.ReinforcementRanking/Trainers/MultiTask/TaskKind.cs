namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What a task predicts.</summary>
public enum TaskKind
{
    /// <summary>A Boolean column is <see cref="Binary"/>, a column of numbers is <see cref="Regression"/>.</summary>
    Auto,

    /// <summary>The probability that the column is true, or 1: cross-entropy.</summary>
    Binary,

    /// <summary>The column's value: squared error of the standardized value.</summary>
    Regression,
}
