using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Trainers check their options when they are made.</summary>
internal static class BadOptions
{
    private static readonly RankingCatalog.RankingTrainers Trainers = SpoiledLog.Context.Ranking.Trainers;

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.Tscac", "a discount factor of 2 and a batch size of 0",
            () => Trainers.Tscac(new TscacRankingTrainer.Options { DiscountFactor = 2, BatchSize = 0 })),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.Tscac", "a blank name of the features column",
            () => Trainers.Tscac(["Click"], featureColumnName: " ")),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.Tscac", "an auxiliary response that is the label",
            () => Trainers.Tscac(["Label"])),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.ActorCritic", "a learning rate that is NaN",
            () => Trainers.ActorCritic(new ActorCriticRankingTrainer.Options { PolicyLearningRate = double.NaN })),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.BehaviorCloning", "a layer of 0 units",
            () => Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { HiddenUnits = [64, 0] })),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.BehaviorCloning", "the columns of candidates without that of the choice",
            () => Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { RequestColumnName = "Request" })),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.RewardWeighted", "a validation fraction of 1",
            () => Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options { ValidationFraction = 1 })),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.Rmtl", "no task",
            () => Trainers.Rmtl([])),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.MultiTask", "a task twice",
            () => Trainers.MultiTask(["Click", "Click"])),
        Of<ArgumentOutOfRangeException>("ReinforcementRankingCatalog.MultiTask", "an embedding of 0 numbers",
            () => Trainers.MultiTask(new MultiTaskRankingTrainer.Options { Tasks = [new("Click")], EmbeddingDimension = 0 })),
    ];
}
