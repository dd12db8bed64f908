using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class DeepFMContract(FittedOnce fitted) : CatalogContract<RewardWeightedRankingTrainer.Options>(fitted)
{
    private protected override ReinforcementRankingTrainerBase<RewardWeightedRankingTrainer.Options> Create(MLContext context, FitSettings settings)
        => context.Ranking.Trainers.RewardWeighted(settings.ToRewardWeighted(FitSettings.Action, new DeepFMNetwork { FieldDimension = 3 }, "ActionFeatures"));
}
