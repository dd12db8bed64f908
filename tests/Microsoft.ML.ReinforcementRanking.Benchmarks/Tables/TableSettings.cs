using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// How every method is trained on one of the logs. KuaiRand's numbers were chosen on its validation rows (docs/results/actor-critic.md,
/// docs/reward-weighted.md). The simulated log is so large that few epochs are enough, and more than all methods have time for.
/// </summary>
/// <param name="Log">Its name.</param>
/// <param name="DiscountFactor">0 where a row's successor says little about it: a random log is a thin sample of what users saw.</param>
/// <param name="BatchSize">Rows per step.</param>
/// <param name="LearningRate">Of policies and critics.</param>
/// <param name="RewardLearningRate">Of reward-weighted policies.</param>
/// <param name="Epochs">Of actor-critics, which take all of them.</param>
/// <param name="LargestEpochs">Of everything that stops early.</param>
/// <param name="NumberOfCritics">Networks per critic.</param>
/// <param name="DropoutRate">Of all networks.</param>
/// <param name="ChoiceDiscount">Of the returns that choose λ: 0, each row's own response; 1, the rest of its session.</param>
/// <param name="Design">What TSCAC is held to.</param>
internal sealed record TableSettings(
    string Log, double DiscountFactor, int BatchSize, double LearningRate, double RewardLearningRate, int Epochs, int LargestEpochs, int NumberOfCritics,
    double DropoutRate, double ChoiceDiscount,
    TscacDesign Design)
{
    /// <summary>More than five epochs only make critics overfit the training rows.</summary>
    public static TableSettings KuaiRand { get; } = new("KuaiRand", 0, 512, 1e-3, 1e-4, 5, 20, 2, 0.2, 0, TscacDesign.All[0]);

    /// <summary>True returns of seed 1 at a third of the size chose discount, batch, rates and dropout (docs/results/actor-critic.md).</summary>
    public static TableSettings Simulated { get; } = new("simulated", 0.8, 256, 2e-3, 1e-3, 1, 1, 1, 0, 1, TscacDesign.All[1]);
}
