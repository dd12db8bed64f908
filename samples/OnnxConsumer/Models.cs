using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace OnnxConsumer;

/// <summary>Fits two pipelines on the same log, and saves each as an ONNX file.</summary>
internal sealed class Models
{
    private readonly MLContext _ml;
    private readonly IDataView _log;

    public Models(MLContext ml, IEnumerable<Step> steps)
    {
        _ml = ml;
        _log = ml.Transforms.Conversion.MapValueToKey("GroupId", "User").Fit(ml.Data.LoadFromEnumerable(steps))
            .Transform(ml.Data.LoadFromEnumerable(steps));
    }

    /// <summary>Fits a policy, and saves its pipeline with the library's own method.</summary>
    public ITransformer SavePolicy(string path)
    {
        var policy = _ml.Transforms.NormalizeMeanVariance("Scaled", "Features").Append(_ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            FeatureColumnName = "Scaled",
            LabelColumnName = "WatchTime",
            ActionColumnName = "Video",
            PropensityColumnName = "Propensity",
            RowGroupColumnName = "GroupId",
            AuxiliaryResponses = [new("Click")],
            NumberOfStageOneEpochs = 4,
            NumberOfStageTwoEpochs = 4,
        })).Fit(_log);
        using var file = File.Create(path);
        policy.SaveAsOnnx(_log.Schema, file);
        return policy;
    }

    /// <summary>Fits boosted trees, the baseline, and saves their pipeline with the converter of ML.NET.</summary>
    public ITransformer SaveTrees(string path)
    {
        var trees = _ml.Transforms.Categorical.OneHotEncoding("VideoVector", "Video")
            .Append(_ml.Transforms.Concatenate("All", "Features", "VideoVector"))
            .Append(_ml.Ranking.Trainers.FastTree("Grade", "All", "GroupId", numberOfTrees: 20)).Fit(_log);
        using var file = File.Create(path);
        // The steps read the label and the group in training only.
        _ml.Model.ConvertToOnnx(trees, _ml.Data.LoadFromEnumerable<StateRow>([]), file, "Score");
        return trees;
    }
}
