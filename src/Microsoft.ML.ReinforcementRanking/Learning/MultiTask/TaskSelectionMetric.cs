namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies the metric that compares the epochs of multi-task training on held-out sessions. Choose the metric that you will report.</summary>
public enum TaskSelectionMetric
{
    /// <summary>
    /// The loss per row, averaged over tasks. The smallest is best. It is the cross-entropy of binary tasks and the squared error of standardized
    /// regression targets.
    /// </summary>
    LogLoss,

    /// <summary>The same loss with equal weights of all sessions (docs/equations-rmtl.md (14)). The smallest is best.</summary>
    SessionLogLoss,

    /// <summary>The area under the ROC curve, averaged over the binary tasks. The largest is best.</summary>
    AreaUnderRocCurve,
}
