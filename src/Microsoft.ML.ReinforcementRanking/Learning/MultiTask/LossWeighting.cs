namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// How the value Q of a critic weights the loss of a row and task in fine-tuning, where y is the label and λ the weight strength
/// (docs/equations-rmtl.md (3), (4), (5)).
/// </summary>
public enum LossWeighting
{
    /// <summary>ω = 1 − λ Q: rows count more where they and the rest of their session are hard to predict.</summary>
    Full,

    /// <summary>
    /// ω = 1 − λ y Q, the ablation "weight times label"; binary tasks only. It changes the weights of the classes, so look at the calibration.
    /// </summary>
    LabelTimesValue,

    /// <summary>ω = 1/2, the ablation "constant weight".</summary>
    Constant,

    /// <summary>ω = −Q, the ablation "no linear combination".</summary>
    NegativeValue,

    /// <summary>ω = 1: plain training.</summary>
    None,
}
