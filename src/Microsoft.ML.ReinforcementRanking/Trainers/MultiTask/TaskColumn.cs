using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a task of multi-task ranking.</summary>
/// <param name="columnName">The name of a column of Booleans or numbers.</param>
public sealed class TaskColumn(string columnName)
{
    /// <summary>The name of the task's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>The kind of the task. The default is <see cref="TaskKind.Auto"/>, which follows from the type of the column.</summary>
    public TaskKind Kind { get; set; }

    /// <summary>
    /// The factor of the task's output (a probability, or a number in the column's unit) in <c>Score</c>, from −1,000,000 to 1,000,000. It is negative where
    /// lower values are better. The default is 1.
    /// </summary>
    public double ScoreWeight { get; set; } = 1;

    /// <summary>The factor of the task's loss in training, above 0. The default is 1.</summary>
    [Range(0.1, 10.0, 1.0, true)]
    public double LossWeight { get; set; } = 1;

    internal TaskColumn Copy() => (TaskColumn)MemberwiseClone();
}
