using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class AdvantageWeightedContract(FittedOnce fitted) : CatalogContract<ActorCriticRankingTrainer.Options>(fitted)
{
    private protected override string[] ResponseNames => ["WeightedSum"];

    private protected override ReinforcementRankingTrainerBase<ActorCriticRankingTrainer.Options> Create(MLContext context, FitSettings settings)
        => context.Ranking.Trainers.ActorCritic(settings.ToActorCritic(FitSettings.Action, algorithm: ActorCriticAlgorithm.Awac));
}
