using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>What critics over continuous actions need to know of their reward and of their training.</summary>
/// <param name="Reward">What is added up.</param>
/// <param name="Scale">Mean and deviation of the discounted training returns.</param>
/// <param name="Discount">γ.</param>
/// <param name="LearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="TargetUpdateRate">Polyak rate of the lagged networks.</param>
/// <param name="Standardizer">Scale of actions.</param>
/// <param name="Device">Where the networks live.</param>
internal sealed record ContinuousCriticOptions(
    Reward Reward,
    ReturnScale Scale,
    double Discount,
    double LearningRate,
    double WeightDecay,
    double TargetUpdateRate,
    ActionStandardizer Standardizer,
    Device Device);
