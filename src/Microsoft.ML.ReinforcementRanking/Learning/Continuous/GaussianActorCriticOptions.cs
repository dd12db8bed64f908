namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>What an actor-critic over continuous actions needs to know of its response and of its training.</summary>
/// <param name="Critic">Of its critics.</param>
/// <param name="Strengths">λ_i per reference policy, in units of the critics' advantage deviation.</param>
/// <param name="CloningStrength">c of the cloning term.</param>
/// <param name="ActorLearningRate">Of AdamW.</param>
internal sealed record GaussianActorCriticOptions(
    ContinuousCriticOptions Critic,
    IReadOnlyList<double> Strengths,
    double CloningStrength,
    double ActorLearningRate);
