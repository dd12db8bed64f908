using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;

namespace Feed.Learning;

/// <summary>Trains the policy on a log of pages, and saves the pipeline.</summary>
internal sealed class FeedTrainer(MLContext ml)
{
    /// <summary>
    /// How close the policy stays to the one that made the log. The weight of a page is a product of the weights of its rows, so a policy of pages can be
    /// evaluated only if it is closer to the log than one of single videos.
    /// </summary>
    private const double ConstraintStrength = 1.5;

    /// <summary>Fits the pipeline on the log, writes it to a file, and reads the file again, as another process would.</summary>
    /// <param name="name">The name of the fit in the display.</param>
    /// <param name="log">The log.</param>
    /// <param name="catalog">The videos of the log, also those that were candidates and never shown, with their features.</param>
    /// <param name="path">The file.</param>
    public (ITransformer Model, DataViewSchema Inputs) Train(string name, FeedLog log, IDataView catalog, string path)
    {
        var prepare = ml.Transforms.NormalizeMeanVariance(nameof(PageRow.Features), fixZero: false).Fit(log.Rows);
        var policy = TrainingDisplay.Show(name, progress => ml.Ranking.Trainers.Tscac(Options(catalog, progress)).Fit(prepare.Transform(log.Rows)));
        ml.Model.Save(prepare.Append(policy), log.Rows.Schema, path);
        return (ml.Model.Load(path, out var inputs), inputs);
    }

    /// <summary>
    /// A row is a decision among the candidates that were left at its position. So the softmax over these candidates is the probability of the video given
    /// the videos above it, which is what drawing without replacement needs. Ids are not used, because new videos have none that the model knows.
    /// </summary>
    private static TscacRankingTrainer.Options Options(IDataView catalog, IProgress<TrainingProgress> progress) => new()
    {
        LabelColumnName = nameof(PageRow.LogWatchTime),
        AuxiliaryResponses = [new(nameof(PageRow.Interaction)) { DiscountFactor = 0 }],
        DiscountFactor = 0,
        StageOneTemperature = 2,
        ConstraintStrength = ConstraintStrength,
        RowGroupColumnName = nameof(PageRow.Session),
        ActionColumnName = nameof(PageRow.Video),
        ActionFeatureColumnName = nameof(PageRow.VideoFeatures),
        ActionCatalog = catalog,
        EligibleActionColumnName = nameof(PageRow.Eligible),
        PropensityColumnName = nameof(PageRow.Propensity),
        UseActionIdentity = false,
        Progress = progress,
    };
}
