namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>How a policy is trained beside its critics.</summary>
/// <param name="LearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="Objectives">Names of the actor's objectives, which are reported with their weights where there are several.</param>
/// <param name="Multipliers">Of constraints; null: weights are constant.</param>
/// <param name="Estimates">Of the policy on held-out rows.</param>
internal sealed record ActorCriticOptions(
    double LearningRate,
    double WeightDecay,
    IReadOnlyList<string> Objectives,
    Multipliers? Multipliers,
    PolicyEstimates Estimates);
