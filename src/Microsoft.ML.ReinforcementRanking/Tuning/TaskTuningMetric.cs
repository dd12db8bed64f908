namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies the metric by which <c>mlContext.Ranking.TuneTasks</c> compares settings.</summary>
public enum TaskTuningMetric
{
    /// <summary>The area under the ROC curve, and the XAUC of a regression (<see cref="TaskMetrics.AreaUnderRocCurve"/>). Higher is better.</summary>
    AreaUnderRocCurve,

    /// <summary>The same within users, or within sessions (<see cref="TaskMetrics.GroupAreaUnderRocCurve"/>). Higher is better.</summary>
    GroupAreaUnderRocCurve,

    /// <summary>The mean loss per row of binary tasks (<see cref="TaskMetrics.LogLoss"/>). Lower is better.</summary>
    LogLoss,

    /// <summary>The mean over sessions of the mean loss of binary tasks (<see cref="TaskMetrics.SessionLogLoss"/>). Lower is better.</summary>
    SessionLogLoss,
}
