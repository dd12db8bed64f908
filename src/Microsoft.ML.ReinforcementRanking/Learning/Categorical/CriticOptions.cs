using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>What a critic needs to know of its response and of its training.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Response">Index of the response in the log's responses.</param>
/// <param name="Sign">+1, or -1 for a response to minimise.</param>
/// <param name="Rewards">Per row of the training log, signed.</param>
/// <param name="Scale">Mean and deviation of the discounted training returns.</param>
/// <param name="Discount">γ.</param>
/// <param name="LearningRate">Of AdamW.</param>
/// <param name="WeightDecay">Of AdamW.</param>
/// <param name="TargetUpdateRate">Polyak rate of the target networks.</param>
/// <param name="Device">Where the networks live.</param>
internal sealed record CriticOptions(
    LogRows Training,
    int Response,
    int Sign,
    float[] Rewards,
    ReturnScale Scale,
    double Discount,
    double LearningRate,
    double WeightDecay,
    double TargetUpdateRate,
    Device Device)
{
    /// <summary>The same response on other rows, with this critic's sign.</summary>
    public float[] RewardsOf(LogRows log) => SignedRewards(log.Data.Responses[Response], Sign);

    public static float[] SignedRewards(float[] response, int sign) => sign > 0 ? response : Array.ConvertAll(response, value => -value);
}
