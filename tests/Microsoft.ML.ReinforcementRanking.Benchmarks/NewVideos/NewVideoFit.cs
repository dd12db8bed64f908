using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.NewVideos;

/// <summary>Represents a fit of TSCAC, with the settings of <c>samples/ShortVideo</c>, on the rows and the catalog of some of the videos.</summary>
internal sealed class NewVideoFit
{
    private readonly MLContext _ml;
    private readonly IDataView _catalog;

    public NewVideoFit(MLContext ml, PreparedLog prepared, HashSet<long> videos, bool useActionIdentity)
    {
        (_ml, _catalog) = (ml, prepared.Data.Catalog);
        var options = NeuralPolicies.TscacOptions(TscacDesign.All[0], Items(videos));
        options.UseActionIdentity = useActionIdentity;
        var parts = prepared.Parts.Map(rows => ml.Data.FilterByCustomPredicate<VideoOfRow>(rows,
            row => !videos.Contains(row.VideoId))).Map(rows => ml.Data.Cache(rows));
        Policy = ml.Ranking.Trainers.Tscac(options).Fit(parts.Training, parts.Validation);
    }

    public RankingPredictionTransformer<NeuralRankingModelParameters> Policy { get; }

    /// <summary>Gets the catalog rows of some of the videos.</summary>
    public IDataView Items(HashSet<long> videos)
        => _ml.Data.FilterByCustomPredicate<VideoOfRow>(_catalog, row => !videos.Contains(row.VideoId));
}
