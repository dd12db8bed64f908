namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the result of a cross-validation of the value of the policies that a pipeline fits.</summary>
public sealed class PolicyCrossValidationResult
{
    internal PolicyCrossValidationResult(IReadOnlyList<TrainCatalogBase.CrossValidationResult<OffPolicyMetrics>> folds, OffPolicyMetrics pooled) =>
        (Folds, Pooled) = (folds, pooled);

    /// <summary>The folds. Each has the model of the other folds, the scored rows of the fold, and the metrics on them.</summary>
    public IReadOnlyList<TrainCatalogBase.CrossValidationResult<OffPolicyMetrics>> Folds { get; }

    /// <summary>
    /// The metrics on all rows together, each scored by a model that has not seen its session. They estimate the mean value of the fitted policies, with
    /// intervals over sessions.
    /// </summary>
    public OffPolicyMetrics Pooled { get; }

    /// <summary>Returns the pooled metrics as a plain-text table.</summary>
    public override string ToString() => Pooled.ToString();
}
