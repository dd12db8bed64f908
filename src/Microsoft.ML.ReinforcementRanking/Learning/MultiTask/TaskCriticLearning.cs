namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>How critics of tasks are trained.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Discount">γ.</param>
/// <param name="LearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="TargetUpdateRate">Polyak rate of the target network.</param>
/// <param name="ActionNoise">Standard deviation of the noise on the predictions that are judged.</param>
internal sealed record TaskCriticLearning(LogRows Training, double Discount, double LearningRate, double WeightDecay, double TargetUpdateRate, double ActionNoise);
