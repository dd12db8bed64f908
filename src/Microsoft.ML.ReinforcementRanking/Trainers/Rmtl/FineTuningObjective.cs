namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What fine-tuning by critics descends.</summary>
public enum FineTuningObjective
{
    /// <summary>The tasks' losses, each row weighted by its critic's value (RMTL, equation 10).</summary>
    WeightedLoss,

    /// <summary>
    /// The critics' values of the predictions themselves, by their gradient (deterministic policy gradient; with <see cref="PleBackbone"/> the paper's baseline
    /// D-PLE), held to the weights before fine-tuning by <see cref="RmtlRankingTrainer.Options.AnchorStrength"/>.
    /// </summary>
    CriticGradient,
}
