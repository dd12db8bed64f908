namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies the objective of fine-tuning with critics.</summary>
public enum FineTuningObjective
{
    /// <summary>Minimizes the losses of the tasks, with each row weighted by the value of its critic (docs/equations-rmtl.md (4)).</summary>
    WeightedLoss,

    /// <summary>
    /// Follows the gradient of the critics' values with respect to the predictions (docs/equations-rmtl.md (10)).
    /// <see cref="RmtlRankingTrainer.Options.AnchorStrength"/> keeps the network close to its weights before fine-tuning. With <see cref="PleBackbone"/>
    /// this is the paper's baseline D-PLE.
    /// </summary>
    CriticGradient,
}
