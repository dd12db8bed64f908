namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Specifies how the value Q of a critic weights the loss of a row and task in fine-tuning, where y is the label and λ is the weight strength
/// (docs/equations-rmtl.md (3), (4), (5)).
/// </summary>
public enum LossWeighting
{
    /// <summary>The weight is ω = 1, which is plain training.</summary>
    None,

    /// <summary>The weight is ω = 1 − λ Q. Rows count more if they and the rest of their session are hard to predict.</summary>
    Full,

    /// <summary>
    /// The weight is ω = 1 − λ y Q, for binary tasks only. This is the ablation "weight times label". It changes the weights of the classes, so check the
    /// calibration.
    /// </summary>
    LabelTimesValue,

    /// <summary>The weight is ω = 1/2. This is the ablation "constant weight".</summary>
    Constant,

    /// <summary>The weight is ω = −Q. This is the ablation "no linear combination".</summary>
    NegativeValue,
}
