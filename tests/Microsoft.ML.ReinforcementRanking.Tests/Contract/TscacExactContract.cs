using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class TscacExactContract(FittedOnce fitted) : CatalogContract<TscacRankingTrainer.Options>(fitted)
{
    private protected override string[] ResponseNames => ["Label", "Click"];

    private protected override ReinforcementRankingTrainerBase<TscacRankingTrainer.Options> Create(MLContext context, FitSettings settings)
        => context.Ranking.Trainers.Tscac(settings.ToTscac(FitSettings.Action, PolicyImprovement.Exact, actionFeatures: "ActionFeatures"));
}
