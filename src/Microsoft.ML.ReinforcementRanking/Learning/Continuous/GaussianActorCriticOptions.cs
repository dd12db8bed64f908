using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>What an actor-critic over continuous actions needs to know of its response and of its training.</summary>
/// <param name="Rewards">Per row of the training log, with the response's sign.</param>
/// <param name="RewardsOf">The same of another log.</param>
/// <param name="Scale">Mean and deviation of the discounted training returns.</param>
/// <param name="Discount">γ.</param>
/// <param name="Strengths">λ_i per reference policy, in units of the critics' advantage deviation.</param>
/// <param name="CloningStrength">c of the cloning term.</param>
/// <param name="ActorLearningRate">Of AdamW.</param>
/// <param name="CriticLearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="TargetUpdateRate">Polyak rate of the lagged networks.</param>
/// <param name="Standardizer">Scale of actions.</param>
/// <param name="Device">Where the networks live.</param>
internal sealed record GaussianActorCriticOptions(
    float[] Rewards,
    Func<LogRows, float[]> RewardsOf,
    ReturnScale Scale,
    double Discount,
    IReadOnlyList<double> Strengths,
    double CloningStrength,
    double ActorLearningRate,
    double CriticLearningRate,
    double WeightDecay,
    double TargetUpdateRate,
    ActionStandardizer Standardizer,
    Device Device);
