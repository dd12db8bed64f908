namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// How a critic's value Q weighs a row's loss of its task in fine-tuning; y is the label, λ the weight strength (RMTL, equation 10 and its ablations).
/// </summary>
public enum LossWeighting
{
    /// <summary>ω = 1 − λ Q: rows count more where they and the rest of their session are hard to predict.</summary>
    Full,

    /// <summary>ω = 1 − λ y Q, the ablation "weight times label"; binary tasks only. It re-weights classes: look at the calibration.</summary>
    LabelTimesValue,

    /// <summary>ω = 1/2, the ablation "constant weight".</summary>
    Constant,

    /// <summary>ω = −Q, the ablation "no linear combination".</summary>
    NegativeValue,

    /// <summary>ω = 1: plain training.</summary>
    None,
}
