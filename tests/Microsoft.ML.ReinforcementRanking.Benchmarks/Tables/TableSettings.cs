using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// Represents the settings of all methods on one log. The settings of KuaiRand were chosen on its validation rows (docs/results/actor-critic.md,
/// docs/reward-weighted.md). The simulated log is so large that few epochs are enough, and there is no time for more epochs of all methods.
/// </summary>
/// <param name="Log">The name of the log.</param>
/// <param name="DiscountFactor">
/// The discount. It is 0 if the next row says little about this one, because a random log is a thin sample of what users saw.
/// </param>
/// <param name="BatchSize">The number of rows of a batch.</param>
/// <param name="LearningRate">The learning rate of policies and critics.</param>
/// <param name="RewardLearningRate">The learning rate of reward-weighted policies.</param>
/// <param name="Epochs">The number of epochs of actor-critics, which use all of them.</param>
/// <param name="LargestEpochs">The largest number of epochs of the methods that stop early.</param>
/// <param name="NumberOfCritics">The number of networks of a critic.</param>
/// <param name="DropoutRate">The dropout rate of all networks.</param>
/// <param name="ChoiceDiscount">
/// The discount of the returns that choose λ. With 0 it is the response of each row, and with 1 it is the sum over the rest of the session.
/// </param>
/// <param name="Design">The auxiliary responses of TSCAC.</param>
internal sealed record TableSettings(
    string Log, double DiscountFactor, int BatchSize, double LearningRate, double RewardLearningRate, int Epochs, int LargestEpochs, int NumberOfCritics,
    double DropoutRate, double ChoiceDiscount,
    TscacDesign Design)
{
    /// <summary>The settings of KuaiRand. With more than five epochs, critics overfit the training rows.</summary>
    public static TableSettings KuaiRand { get; } = new("KuaiRand", 0, 512, 1e-3, 1e-4, 5, 20, 2, 0.2, 0, TscacDesign.All[0]);

    /// <summary>
    /// The settings of the simulated log. The discount, the batch size, the learning rates, and the dropout rate were chosen by the true returns of seed 1
    /// on a log of a third of the size (docs/results/actor-critic.md).
    /// </summary>
    public static TableSettings Simulated { get; } = new("simulated", 0.8, 256, 2e-3, 1e-3, 1, 1, 1, 0, 1, TscacDesign.All[1]);
}
