namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>What every training of the tasks' network shares.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="OrderPenalty">Strength of the penalty on a binary task that is more probable than the binary task before it; 0 for none.</param>
/// <param name="SelectionMetric">What compares epochs.</param>
internal sealed record TaskLearning(LogRows Training, double WeightDecay, double OrderPenalty, TaskSelectionMetric SelectionMetric);
