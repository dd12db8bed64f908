namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>A task of multi-task ranking.</summary>
/// <param name="columnName">A column of Booleans or numbers.</param>
public sealed class TaskColumn(string columnName)
{
    /// <summary>The task's column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>What is predicted. Default <see cref="TaskKind.Auto"/>: by the type of the column.</summary>
    public TaskKind Kind { get; set; }

    /// <summary>
    /// Factor of the task's output (a probability, or a number in the column's unit) in <c>Score</c>, finite; negative where less is better. Default 1.
    /// </summary>
    public double ScoreWeight { get; set; } = 1;

    /// <summary>Factor of the task's loss in training, above 0. Default 1.</summary>
    public double LossWeight { get; set; } = 1;

    internal TaskColumn Copy() => (TaskColumn)MemberwiseClone();
}
