using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.TuneTasks</c>. All are checked on entry. All failures are reported in one message.</summary>
public sealed class TaskTuningOptions : TuningOptions
{
    /// <summary>
    /// The metric of which the mean over the tasks compares settings. Regression tasks have no log loss. The default is
    /// <see cref="TaskTuningMetric.AreaUnderRocCurve"/>.
    /// </summary>
    public TaskTuningMetric Metric { get; set; }

    /// <summary>The number of folds of sessions, at least 2. Each fold is evaluated with a model of the others. The default is 5.</summary>
    public int NumberOfFolds { get; set; } = 5;

    /// <summary>An object that receives each trial when it ends, on the calling thread. The default is null, which means that nothing is reported.</summary>
    public IProgress<TaskTrial>? Progress { get; set; }

    internal bool IsLoss => Metric is TaskTuningMetric.LogLoss or TaskTuningMetric.SessionLogLoss;

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal TaskTuningOptions CheckedCopy(IExceptionContext context)
    {
        var failures = new OptionFailures();
        var copy = Copy<TaskTuningOptions>(failures);
        failures.Require(Enum.IsDefined(Metric), nameof(Metric), Metric, $"one of {string.Join(", ", Enum.GetNames<TaskTuningMetric>())}");
        failures.RequireAtLeast(NumberOfFolds, 2, nameof(NumberOfFolds));
        failures.ThrowIfAny(context);
        return copy;
    }

    /// <summary>Returns the mean of the metric of a task over the folds in which it is a number.</summary>
    /// <exception cref="InvalidOperationException">It is a number in no fold.</exception>
    internal double MeanOf(IExceptionContext context, IReadOnlyList<TaskRankingMetrics> folds, int task)
    {
        double[] values = [.. folds.Select(fold => ValueOf(fold.Tasks[task])).Where(value => !double.IsNaN(value))];
        if (values.Length > 0)
            return values.Average();
        var first = folds[0].Tasks[task];
        throw context.Except($"{Metric} of task '{first.Name}' is not defined in any fold. " + (first.IsRegression && IsLoss
            ? "A regression has no log loss: choose AreaUnderRocCurve, or leave the task out of the comparison."
            : "Use fewer folds or more sessions, so that a fold has rows of both classes, or choose another metric."));
    }

    private double ValueOf(TaskMetrics task) => Metric switch
    {
        TaskTuningMetric.AreaUnderRocCurve => task.AreaUnderRocCurve,
        TaskTuningMetric.GroupAreaUnderRocCurve => task.GroupAreaUnderRocCurve,
        TaskTuningMetric.LogLoss => task.LogLoss,
        _ => task.SessionLogLoss,
    };
}
