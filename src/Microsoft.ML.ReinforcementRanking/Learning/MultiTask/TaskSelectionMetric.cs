namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>The metric that compares the epochs of multi-task training on held-out sessions. Choose the metric that will be reported.</summary>
public enum TaskSelectionMetric
{
    /// <summary>Smallest loss per row, averaged over tasks: cross-entropy of binary tasks, squared error of standardized regression targets.</summary>
    LogLoss,

    /// <summary>As <see cref="LogLoss"/>, but all sessions have the same weight (docs/equations-rmtl.md (14)).</summary>
    SessionLogLoss,

    /// <summary>Largest area under the ROC curve, averaged over the binary tasks.</summary>
    AreaUnderRocCurve,
}
