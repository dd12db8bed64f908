using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;

namespace ShortVideo.Policies;

/// <summary>The trainers of this library with the settings of this job.</summary>
/// <param name="ml">The context.</param>
/// <param name="catalog">All videos, with <c>Action</c> and their features.</param>
/// <param name="parts">Prepared rows.</param>
internal sealed class NeuralPolicies(MLContext ml, IDataView catalog, LogParts parts)
{
    /// <summary>Estimates the policy that made the log.</summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters> CloneBehavior(IProgress<TrainingProgress> progress)
        => ml.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = catalog,
            UseActionIdentity = false,
            Progress = progress,
        }).Fit(parts.Training, parts.Validation);

    /// <summary>
    /// Maximizes watch time near the policies that the design's responses want. A video's identity is left out: each has a handful of exposures. The discount
    /// is 0: a random log is a thin sample of what users saw, so its next row says little about this one, and the constraint strength can then be changed
    /// exactly after training.
    /// </summary>
    public RankingPredictionTransformer<NeuralRankingModelParameters> TrainTscac(TscacDesign design, IProgress<TrainingProgress> progress,
        PolicyImprovement improvement = PolicyImprovement.Exact)
        => ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            LabelColumnName = nameof(LogRow.LogWatchTime),
            AuxiliaryResponses = [.. design.HeldTo.Select(response => new AuxiliaryResponse(response) { DiscountFactor = 0 })],
            StageOneTemperature = design.StageOneTemperature,
            DiscountFactor = 0,
            PolicyImprovement = improvement,
            PropensityColumnName = nameof(LogRow.Propensity),
            ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
            ActionCatalog = catalog,
            NumberOfMatchedVectors = CommonTaste.ResponseCount,
            // Averaging steadies the advantages that a small log gives: lifts of two seeds differ less.
            NumberOfCritics = 4,
            // A third of the default, as the validation rows of KuaiRand ask: the critics' best epoch is passed in smaller steps.
            CriticLearningRate = 3e-4,
            UseActionIdentity = false,
            Progress = progress,
        }).Fit(parts.Training, parts.Validation);
}
