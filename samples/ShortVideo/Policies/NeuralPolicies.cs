using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;

namespace ShortVideo.Policies;

/// <summary>Trains policies of this library with the settings of this sample.</summary>
/// <param name="ml">The context.</param>
/// <param name="prepared">The log.</param>
/// <param name="parts">The prepared rows.</param>
internal sealed class NeuralPolicies(MLContext ml, PreparedLog prepared, LogParts parts)
{
    /// <summary>Estimates the logged policy.</summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters> CloneBehavior(IProgress<TrainingProgress> progress)
        => ml.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            ActionColumnName = nameof(LogRow.VideoId),
            EligibleActionColumnName = prepared.EligibleColumnName,
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = prepared.Data.Catalog,
            UseActionIdentity = false,
            Progress = progress,
        }).Fit(parts.Training, parts.Validation);

    /// <summary>
    /// Maximizes watch time close to the policies of the auxiliary responses. The identity of a video is not used, because a video has only a few
    /// exposures. The discount is 0 for two reasons. A random log is a thin sample of what users saw, so the next row says little about this one. And with
    /// a discount of 0, the constraint strength can be changed exactly after training.
    /// </summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters> TrainTscac(TscacDesign design, IProgress<TrainingProgress> progress,
        PolicyImprovement improvement = PolicyImprovement.Exact)
        => ml.Ranking.Trainers.Tscac(TscacOptions(design, prepared.Data.Catalog, prepared.EligibleColumnName, progress, improvement))
            .Fit(parts.Training, parts.Validation);

    /// <summary>Gets the options of <see cref="TrainTscac"/>.</summary>
    public static TscacRankingTrainer.Options TscacOptions(TscacDesign design, IDataView catalog, string? eligibleColumnName = null,
        IProgress<TrainingProgress>? progress = null, PolicyImprovement improvement = PolicyImprovement.Exact)
        => new()
        {
            LabelColumnName = nameof(LogRow.LogWatchTime),
            AuxiliaryResponses = [.. design.AuxiliaryResponses.Select(response => new AuxiliaryResponse(response) { DiscountFactor = 0 })],
            StageOneTemperature = design.StageOneTemperature,
            DiscountFactor = 0,
            PolicyImprovement = improvement,
            PropensityColumnName = nameof(LogRow.Propensity),
            ActionColumnName = nameof(LogRow.VideoId),
            EligibleActionColumnName = eligibleColumnName,
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = catalog,
            NumberOfMatchedVectors = CommonPreferences.ResponseCount,
            // The mean of several critics varies less between seeds when the log is small.
            NumberOfCritics = 4,
            // This is a third of the default. Smaller steps find a better epoch of the critics on the validation rows of KuaiRand.
            CriticLearningRate = 3e-4,
            UseActionIdentity = false,
            Progress = progress,
        };
}
