using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// Trains every method with the settings of a log. The columns, the networks, and, where methods have them, the epochs and critics are the same.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="settings">The settings of the log.</param>
/// <param name="bounds">The lower bound of RCPO for each auxiliary response, in units of its mean logged return.</param>
internal sealed class MethodTrainer(TableLog log, TableSettings settings, IReadOnlyDictionary<string, double> bounds)
{
    /// <summary>
    /// The temperature of actor-critics. With it, their effective sample size is about that at which policies are compared, so the bounds hold for the
    /// compared policies.
    /// </summary>
    private const double Temperature = 0.6;

    public static IReadOnlyList<string> Auxiliaries { get; } = [nameof(LogRow.Click), nameof(LogRow.Interaction)];

    /// <summary>Trains behavior cloning. On a uniform log, there is nothing to learn after the first epoch.</summary>
    public TablePolicy CloneBehavior() => Fit(log.Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
    {
        ActionColumnName = nameof(LogRow.VideoId),
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = log.Catalog,
        UseActionIdentity = false,
        NumberOfMatchedVectors = CommonPreferences.ResponseCount,
        DropoutRate = settings.DropoutRate,
        BatchSize = settings.BatchSize,
        PolicyLearningRate = settings.LearningRate,
        NumberOfEpochs = settings.Epochs,
    }));

    /// <summary>Trains a policy on the reward log(1 + watch time) + click + interaction.</summary>
    public TablePolicy RewardWeighted(PolicyNetwork network) => Fit(log.Context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options
    {
        LabelColumnName = nameof(LogRow.LogWatchTime),
        Responses = [.. Auxiliaries.Select(response => new RewardResponse(response))],
        Network = network,
        ActionColumnName = nameof(LogRow.VideoId),
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = log.Catalog,
        UseActionIdentity = false,
        NumberOfMatchedVectors = CommonPreferences.ResponseCount,
        DropoutRate = settings.DropoutRate,
        BatchSize = settings.BatchSize,
        PolicyLearningRate = settings.RewardLearningRate,
        NumberOfEpochs = settings.LargestEpochs,
    }));

    /// <summary>Trains RCPO. Auxiliary responses have weight 0 unless a bound is violated.</summary>
    public TablePolicy Rcpo(CriticStructure critics) => ActorCritic(1, ConstraintHandling.Rcpo, critics,
        [.. Auxiliaries.Select(response => new WeightedResponse(response)
        {
            Weight = 0,
            LowerBound = bounds[response] * LoggedReturn.Mean(log.Parts.Training, response, settings.DiscountFactor),
        })]);

    public TablePolicy Pareto() => ActorCritic(
        1, ConstraintHandling.Pareto, CriticStructure.PerResponse, [.. Auxiliaries.Select(response => new WeightedResponse(response))]);

    public TablePolicy InteractionsOnly() => ActorCritic(0, ConstraintHandling.WeightedSum, CriticStructure.Joint, [new(nameof(LogRow.Interaction))]);

    public RankingPredictionTransformer<NeuralRankingModelParameters> Tscac() => log.Context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
    {
        LabelColumnName = nameof(LogRow.LogWatchTime),
        AuxiliaryResponses =
        [
            .. settings.Design.AuxiliaryResponses.Select(response => new AuxiliaryResponse(response) { DiscountFactor = settings.DiscountFactor }),
        ],
        StageOneTemperature = settings.Design.StageOneTemperature,
        DiscountFactor = settings.DiscountFactor,
        PropensityColumnName = nameof(LogRow.Propensity),
        ActionColumnName = nameof(LogRow.VideoId),
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = log.Catalog,
        UseActionIdentity = false,
        NumberOfMatchedVectors = CommonPreferences.ResponseCount,
        NumberOfCritics = settings.NumberOfCritics,
        DropoutRate = settings.DropoutRate,
        BatchSize = settings.BatchSize,
        CriticLearningRate = settings.LearningRate,
        NumberOfStageOneEpochs = settings.LargestEpochs,
        NumberOfStageTwoEpochs = settings.LargestEpochs,
    }).Fit(log.Parts.Training, log.Parts.Validation);

    private TablePolicy ActorCritic(double mainWeight, ConstraintHandling handling, CriticStructure critics, IReadOnlyList<WeightedResponse> responses)
        => Fit(log.Context.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options
        {
            LabelColumnName = nameof(LogRow.LogWatchTime),
            MainWeight = mainWeight,
            ConstraintHandling = handling,
            CriticStructure = critics,
            Responses = responses,
            Temperature = Temperature,
            DiscountFactor = settings.DiscountFactor,
            PropensityColumnName = nameof(LogRow.Propensity),
            ActionColumnName = nameof(LogRow.VideoId),
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = log.Catalog,
            UseActionIdentity = false,
            NumberOfMatchedVectors = CommonPreferences.ResponseCount,
            NumberOfCritics = settings.NumberOfCritics,
            DropoutRate = settings.DropoutRate,
            BatchSize = settings.BatchSize,
            CriticLearningRate = settings.LearningRate,
            PolicyLearningRate = settings.LearningRate,
            NumberOfEpochs = settings.Epochs,
        }));

    private TablePolicy Fit<TOptions>(ReinforcementRankingTrainerBase<TOptions> trainer)
        where TOptions : ReinforcementRankingOptions
        => TablePolicy.Of(log, trainer.Fit(log.Parts.Training, log.Parts.Validation));
}
