namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>The objective of fine-tuning with critics.</summary>
public enum FineTuningObjective
{
    /// <summary>The losses of the tasks, with each row weighted by the value of its critic (docs/equations-rmtl.md (4)).</summary>
    WeightedLoss,

    /// <summary>
    /// The gradient of the critics' values with respect to the predictions (docs/equations-rmtl.md (10); with <see cref="PleBackbone"/> the paper's baseline
    /// D-PLE), kept close to the weights before fine-tuning by <see cref="RmtlRankingTrainer.Options.AnchorStrength"/>.
    /// </summary>
    CriticGradient,
}
