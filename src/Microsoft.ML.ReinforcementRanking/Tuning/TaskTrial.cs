namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents one setting of the options of a trainer, and what it was worth in one round of <c>mlContext.Ranking.TuneTasks</c>.</summary>
public sealed class TaskTrial : TuningTrial
{
    internal TaskTrial()
    {
    }

    /// <summary>The metrics of each fold. The list is empty if the setting failed.</summary>
    public IReadOnlyList<TaskRankingMetrics> Metrics { get; internal set; } = [];

    /// <summary>
    /// The mean over the folds of <see cref="TaskTuningOptions.Metric"/>, one for each task. Folds in which the metric is NaN do not count. The list is empty
    /// if the setting failed.
    /// </summary>
    public IReadOnlyList<double> TaskValues { get; internal set; } = [];

    /// <summary>The mean of <see cref="TaskValues"/> over the tasks, by which settings are compared. It is NaN if the setting failed.</summary>
    public double MeanValue => TaskValues.Count == 0 ? double.NaN : TaskValues.Average();

    internal bool IsLoss { get; init; }

    internal override IReadOnlyList<double> Results => TaskValues;

    internal override IReadOnlyList<double> Objectives => IsLoss ? [.. TaskValues.Select(value => -value)] : TaskValues;

    internal override double Objective => TaskValues.Count == 0 ? double.NegativeInfinity : Objectives.Average();
}
