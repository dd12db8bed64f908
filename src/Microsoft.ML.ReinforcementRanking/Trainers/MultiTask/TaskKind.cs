namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies what a task predicts.</summary>
public enum TaskKind
{
    /// <summary>Follows the type of the column. A Boolean column is <see cref="Binary"/>, and a column of numbers is <see cref="Regression"/>.</summary>
    Auto,

    /// <summary>Predicts the probability that the column is true, or 1. The loss is cross-entropy.</summary>
    Binary,

    /// <summary>Predicts the column's value. The loss is the squared error of the standardized value.</summary>
    Regression,
}
