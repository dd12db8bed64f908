using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class CategoricalCloningContract(FittedOnce fitted) : CatalogContract<BehaviorCloningTrainer.Options>(fitted)
{
    private protected override ReinforcementRankingTrainerBase<BehaviorCloningTrainer.Options> Create(MLContext context, FitSettings settings)
        => context.Ranking.Trainers.BehaviorCloning(settings.ToBehaviorCloning(FitSettings.Action));
}
