using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class ContinuousCloningContract(FittedOnce fitted) : GaussianContract<BehaviorCloningTrainer.Options>(fitted)
{
    private protected override ReinforcementRankingTrainerBase<BehaviorCloningTrainer.Options> Create(MLContext context, FitSettings settings)
        => context.Ranking.Trainers.BehaviorCloning(settings.ToBehaviorCloning(FitSettings.ActionVector));
}
