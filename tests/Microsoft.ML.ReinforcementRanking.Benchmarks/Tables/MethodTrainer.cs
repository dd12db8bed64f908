using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>The trainers with the settings of a log: same columns, networks, and as far as they have them, epochs and critics.</summary>
/// <param name="log">The log.</param>
/// <param name="settings">Its settings.</param>
/// <param name="bounds">What RCPO asks of each auxiliary response: its mean logged return times this.</param>
internal sealed class MethodTrainer(TableLog log, TableSettings settings, IReadOnlyDictionary<string, double> bounds)
{
    /// <summary>Of actor-critics: makes them about as sharp as policies are compared, so that bounds hold for what is compared.</summary>
    private const double Temperature = 0.6;

    public static IReadOnlyList<string> Auxiliaries { get; } = [nameof(LogRow.Click), nameof(LogRow.Interaction)];

    /// <summary>On a uniform log the first epoch knows all there is to know.</summary>
    public TablePolicy CloneBehavior() => Fit(log.Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
    {
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = log.Catalog,
        UseActionIdentity = false,
        NumberOfMatchedVectors = CommonTaste.ResponseCount,
        DropoutRate = settings.DropoutRate,
        BatchSize = settings.BatchSize,
        PolicyLearningRate = settings.LearningRate,
        NumberOfEpochs = settings.Epochs,
    }));

    /// <summary>Rewarded by log(1 + watch time), click and interaction, one each.</summary>
    public TablePolicy RewardWeighted(PolicyNetwork network) => Fit(log.Context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options
    {
        LabelColumnName = nameof(LogRow.LogWatchTime),
        Responses = [.. Auxiliaries.Select(response => new RewardResponse(response))],
        Network = network,
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = log.Catalog,
        UseActionIdentity = false,
        NumberOfMatchedVectors = CommonTaste.ResponseCount,
        DropoutRate = settings.DropoutRate,
        BatchSize = settings.BatchSize,
        PolicyLearningRate = settings.RewardLearningRate,
        NumberOfEpochs = settings.LargestEpochs,
    }));

    /// <summary>Auxiliaries count nothing until a bound is missed.</summary>
    public TablePolicy Rcpo(CriticStructure critics) => ActorCritic(1, ConstraintHandling.Rcpo, critics,
        [.. Auxiliaries.Select(response => new WeightedResponse(response) { Weight = 0, LowerBound = bounds[response] * LoggedReturn.Mean(log.Parts.Training, response, settings.DiscountFactor) })]);

    public TablePolicy Pareto() => ActorCritic(1, ConstraintHandling.Pareto, CriticStructure.PerResponse, [.. Auxiliaries.Select(response => new WeightedResponse(response))]);

    public TablePolicy InteractionsOnly() => ActorCritic(0, ConstraintHandling.WeightedSum, CriticStructure.Joint, [new(nameof(LogRow.Interaction))]);

    public RankingPredictionTransformer<NeuralRankingModelParameters> Tscac() => log.Context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
    {
        LabelColumnName = nameof(LogRow.LogWatchTime),
        AuxiliaryResponses = [.. settings.Design.HeldTo.Select(response => new AuxiliaryResponse(response) { DiscountFactor = settings.DiscountFactor })],
        StageOneTemperature = settings.Design.StageOneTemperature,
        DiscountFactor = settings.DiscountFactor,
        PropensityColumnName = nameof(LogRow.Propensity),
        ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
        ActionCatalog = log.Catalog,
        UseActionIdentity = false,
        NumberOfMatchedVectors = CommonTaste.ResponseCount,
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
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = log.Catalog,
            UseActionIdentity = false,
            NumberOfMatchedVectors = CommonTaste.ResponseCount,
            NumberOfCritics = settings.NumberOfCritics,
            DropoutRate = settings.DropoutRate,
            BatchSize = settings.BatchSize,
            CriticLearningRate = settings.LearningRate,
            PolicyLearningRate = settings.LearningRate,
            NumberOfEpochs = settings.Epochs,
        }));

    private TablePolicy Fit<TOptions>(ReinforcementRankingTrainerBase<TOptions> trainer)
        where TOptions : ReinforcementRankingOptions
        => TablePolicy.Of(trainer.Fit(log.Parts.Training, log.Parts.Validation));
}
