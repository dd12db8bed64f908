using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Runs a small fit of every kind of learner, for the tests and the benchmark of training in a busy process. The fits use dropout, noise, target networks,
/// and every loss.
/// </summary>
internal static class BusyFits
{
    /// <summary>The fits. Each returns the hash of the networks that it trained.</summary>
    public static IReadOnlyList<Func<string>> Kinds { get; } =
    [
        () => Fit(context => context.Ranking.Trainers.Tscac(new FitSettings().ToTscac(FitSettings.Action, actionFeatures: "ActionFeatures"))),
        () => Fit(context => context.Ranking.Trainers.Tscac(new FitSettings().ToTscac(FitSettings.Action, PolicyImprovement.Sampled))),
        () => Fit(context => context.Ranking.Trainers.Tscac(new FitSettings().ToTscac(FitSettings.ActionVector))),
        () => Fit(context => context.Ranking.Trainers.ActorCritic(new FitSettings().ToActorCritic(FitSettings.Action))),
        () => Fit(context => context.Ranking.Trainers.ActorCritic(new FitSettings().ToActorCritic(FitSettings.ActionVector))),
        () => Fit(context => context.Ranking.Trainers.Rmtl(new FitSettings().ToRmtl(new PleBackbone { ExpertUnits = [8, 8], TowerUnits = [4] }))),
        () => Fit(context => context.Ranking.Trainers.RewardWeighted(new FitSettings().ToRewardWeighted(FitSettings.Action, new DeepFMNetwork()))),
    ];

    private static string Fit<TOptions>(Func<MLContext, ReinforcementRankingTrainerBase<TOptions>> create)
        where TOptions : ReinforcementRankingOptions
    {
        var context = new MLContext(1);
        return ModelBytes.OfNetworks(create(context).Fit(context.View()));
    }
}
