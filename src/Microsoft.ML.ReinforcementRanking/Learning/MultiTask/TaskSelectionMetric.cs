namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What compares the epochs of a multi-task training on held-out sessions: choose the metric that will be reported.</summary>
public enum TaskSelectionMetric
{
    /// <summary>Smallest loss per row, averaged over tasks: cross-entropy of binary tasks, squared error of standardized regression targets.</summary>
    LogLoss,

    /// <summary>As <see cref="LogLoss"/>, but sessions count the same whatever their length (s-Logloss of the RMTL paper).</summary>
    SessionLogLoss,

    /// <summary>Largest area under the ROC curve, averaged over the binary tasks.</summary>
    AreaUnderRocCurve,
}
