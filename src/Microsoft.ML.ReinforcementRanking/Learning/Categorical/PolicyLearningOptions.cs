namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>How a policy network is trained.</summary>
internal sealed record PolicyLearningOptions(
    CandidateSampler Candidates,
    double LearningRate,
    double WeightDecay,
    double MaximumImportanceWeight);
