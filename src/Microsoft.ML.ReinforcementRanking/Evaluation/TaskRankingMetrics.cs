using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>How well a multi-task model predicts its binary tasks. <see cref="ToString"/> is a table of all of it.</summary>
public sealed class TaskRankingMetrics
{
    internal TaskRankingMetrics()
    {
    }

    /// <summary>One entry per task column, in the order asked for.</summary>
    public IReadOnlyList<TaskMetrics> Tasks { get; internal init; } = [];

    /// <summary>Distinct sessions of the data.</summary>
    public int SessionCount { get; internal init; }

    /// <summary>Distinct users of the data; null where no user column was given.</summary>
    public int? UserCount { get; internal init; }

    /// <summary>A plain-text table, one line per task.</summary>
    public override string ToString() => TaskTable.Format(this);
}
