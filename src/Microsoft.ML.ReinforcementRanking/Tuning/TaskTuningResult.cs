namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the result of <c>mlContext.Ranking.TuneTasks</c>. The best trial is the one with the best mean over the tasks of
/// <see cref="TaskTuningOptions.Metric"/>.
/// </summary>
/// <typeparam name="TOptions">The type of the options of the trainer.</typeparam>
public sealed class TaskTuningResult<TOptions> : TuningResult<TOptions, TaskTrial>
    where TOptions : ReinforcementRankingOptions
{
    internal TaskTuningResult(IReadOnlyList<TaskTrial> trials, IReadOnlyList<string> tasks, bool wasCanceled)
        : base(trials, tasks, wasCanceled)
    {
    }
}
