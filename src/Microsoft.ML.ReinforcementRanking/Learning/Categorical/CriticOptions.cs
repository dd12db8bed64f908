using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>What a critic needs to know of its response and of its training.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Reward">What is added up.</param>
/// <param name="Scale">Mean and deviation of the discounted training returns.</param>
/// <param name="Discount">γ.</param>
/// <param name="LearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="TargetUpdateRate">Polyak rate of the target networks.</param>
/// <param name="Device">Where the networks live.</param>
internal sealed record CriticOptions(
    LogRows Training,
    Reward Reward,
    ReturnScale Scale,
    double Discount,
    double LearningRate,
    double WeightDecay,
    double TargetUpdateRate,
    Device Device)
{
    /// <summary>
    /// α ≥ 0 of soft values (SAC): a step of the future is worth α times the policy's entropy more, in units of the advantage deviation. Default 0: no entropy.
    /// </summary>
    public double EntropyStrength { get; init; }
}
