namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>What of a task a column holds.</summary>
internal enum TaskValue
{
    /// <summary>The logit of a binary task, the prediction of a regression task.</summary>
    Score,

    Probability,

    /// <summary>Whether the probability is above one half.</summary>
    PredictedLabel,
}
