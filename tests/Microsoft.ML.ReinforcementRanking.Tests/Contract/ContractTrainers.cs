using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Lists all trainers under contract. A new trainer, or a variant of a trainer that runs different code, is added with one row.</summary>
internal static class ContractTrainers
{
    public static IReadOnlyList<ContractTrainer> All { get; } =
    [
        Of("AdvantageActorCritic", ContractKind.Catalog, settings => settings.ToActorCritic(FitSettings.Action)) with { ResponseNames = ["WeightedSum"] },
        Of("AdvantageWeighted", ContractKind.Catalog,
            settings => settings.ToActorCritic(FitSettings.Action, algorithm: ActorCriticAlgorithm.Awac)) with { ResponseNames = ["WeightedSum"] },
        Of("CategoricalCloning", ContractKind.Catalog, settings => settings.ToBehaviorCloning(FitSettings.Action)),
        Of("DeepFM", ContractKind.Catalog,
            settings => settings.ToRewardWeighted(FitSettings.Action, new DeepFMNetwork { FieldDimension = 3 }, "ActionFeatures")),
        Of("InteractionActorCritic", ContractKind.Catalog,
            settings => settings.ToActorCritic(FitSettings.Action, mainWeight: 0)) with { ResponseNames = ["WeightedSum"] },
        Of("Pareto", ContractKind.Catalog,
            settings => settings.ToActorCritic(FitSettings.Action, ConstraintHandling.Pareto)) with { ResponseNames = ["Label", "Click"] },
        Of("Rcpo", ContractKind.Catalog,
            settings => settings.ToActorCritic(FitSettings.Action, ConstraintHandling.Rcpo)) with { ResponseNames = ["WeightedSum"] },
        Of("RcpoMultiCritic", ContractKind.Catalog,
            settings => settings.ToActorCritic(FitSettings.Action, ConstraintHandling.Rcpo, CriticStructure.PerResponse))
            with { ResponseNames = ["Label", "Click"] },
        Of("SoftActorCritic", ContractKind.Catalog,
            settings => settings.ToActorCritic(FitSettings.Action, algorithm: ActorCriticAlgorithm.Sac)) with { ResponseNames = ["WeightedSum"] },
        Of("TscacExact", ContractKind.Catalog,
            settings => settings.ToTscac(FitSettings.Action, PolicyImprovement.Exact, actionFeatures: "ActionFeatures"))
            with { ResponseNames = ["Label", "Click"] },
        Of("TscacSampled", ContractKind.Catalog,
            settings => settings.ToTscac(FitSettings.Action, PolicyImprovement.Sampled)) with { ResponseNames = ["Label", "Click"] },
        Of("WideAndDeep", ContractKind.Catalog, settings => settings.ToRewardWeighted(FitSettings.Action, new WideAndDeepNetwork())),
        Of("AdvantageActorCriticOfText", ContractKind.Catalog, settings => settings.ToActorCritic(FitSettings.ActionText))
            with { ResponseNames = ["WeightedSum"], ReadId = row => row.ActionText },
        Of("DeepFMOfText", ContractKind.Catalog,
            settings => settings.ToRewardWeighted(FitSettings.ActionText, new DeepFMNetwork { FieldDimension = 3 }, "ActionFeatures"))
            with { ReadId = row => row.ActionText },
        Of("TscacExactOfText", ContractKind.Catalog,
            settings => settings.ToTscac(FitSettings.ActionText, PolicyImprovement.Exact, actionFeatures: "ActionFeatures"))
            with { ResponseNames = ["Label", "Click"], ReadId = row => row.ActionText },
        Of("CloningOfNumbers", ContractKind.Catalog, settings => settings.ToBehaviorCloning(FitSettings.ActionNumber)) with { ReadId = NumberOf },
        Of("TscacSampledOfNumbers", ContractKind.Catalog,
            settings => settings.ToTscac(FitSettings.ActionNumber, PolicyImprovement.Sampled))
            with { ResponseNames = ["Label", "Click"], ReadId = NumberOf },
        Of("ContinuousCloning", ContractKind.Gaussian, settings => settings.ToBehaviorCloning(FitSettings.ActionVector)),
        Of("Ddpg", ContractKind.Gaussian,
            settings => settings.ToActorCritic(FitSettings.ActionVector, algorithm: ActorCriticAlgorithm.Ddpg)) with { ResponseNames = ["WeightedSum"] },
        Of("DeepFMContinuous", ContractKind.Gaussian,
            settings => settings.ToRewardWeighted(FitSettings.ActionVector, new DeepFMNetwork { FieldDimension = 3 })),
        Of("TscacContinuous", ContractKind.Gaussian, settings => settings.ToTscac(FitSettings.ActionVector)) with { ResponseNames = ["Label", "Click"] },
        Of("TwinDelayed", ContractKind.Gaussian,
            settings => settings.ToActorCritic(FitSettings.ActionVector, algorithm: ActorCriticAlgorithm.Td3)) with { ResponseNames = ["WeightedSum"] },
        Of("TwinDelayedWithCloning", ContractKind.Gaussian,
            settings => settings.ToActorCritic(FitSettings.ActionVector, algorithm: ActorCriticAlgorithm.Td3PlusBC)) with { ResponseNames = ["WeightedSum"] },
        Of("MultiTask", ContractKind.Task, settings => settings.ToMultiTask(new AitmBackbone { BottomUnits = [8], TowerUnits = [4] })),
        Of("Rmtl", ContractKind.Task,
            settings => settings.ToRmtl(new PleBackbone { ExpertUnits = [8, 8], TowerUnits = [4] })) with { CriticNames = ["Click", "Label"] },
        Of("RmtlCriticGradient", ContractKind.Task,
            settings => settings.ToRmtl(new PleBackbone { ExpertUnits = [8], TowerUnits = [4] }, FineTuningObjective.CriticGradient))
            with { CriticNames = ["Click", "Label"] },
    ];

    private static string NumberOf(ContractRow row) => row.ActionNumber.ToString(CultureInfo.InvariantCulture);

    public static ContractTrainer Named(string name) => All.Single(trainer => trainer.Name == name);

    private static ContractTrainer Of(string name, ContractKind kind, Func<FitSettings, ActorCriticRankingTrainer.Options> options)
        => ContractTrainer.Of(name, kind, (context, settings) => context.Ranking.Trainers.ActorCritic(options(settings)));

    private static ContractTrainer Of(string name, ContractKind kind, Func<FitSettings, BehaviorCloningTrainer.Options> options)
        => ContractTrainer.Of(name, kind, (context, settings) => context.Ranking.Trainers.BehaviorCloning(options(settings)));

    private static ContractTrainer Of(string name, ContractKind kind, Func<FitSettings, RewardWeightedRankingTrainer.Options> options)
        => ContractTrainer.Of(name, kind, (context, settings) => context.Ranking.Trainers.RewardWeighted(options(settings)));

    private static ContractTrainer Of(string name, ContractKind kind, Func<FitSettings, TscacRankingTrainer.Options> options)
        => ContractTrainer.Of(name, kind, (context, settings) => context.Ranking.Trainers.Tscac(options(settings)));

    private static ContractTrainer Of(string name, ContractKind kind, Func<FitSettings, MultiTaskRankingTrainer.Options> options)
        => ContractTrainer.Of(name, kind, (context, settings) => context.Ranking.Trainers.MultiTask(options(settings)));

    private static ContractTrainer Of(string name, ContractKind kind, Func<FitSettings, RmtlRankingTrainer.Options> options)
        => ContractTrainer.Of(name, kind, (context, settings) => context.Ranking.Trainers.Rmtl(options(settings)));
}
