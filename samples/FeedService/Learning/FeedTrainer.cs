using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace FeedServer.Learning;

/// <summary>Trains models on the log of the service, and evaluates them.</summary>
internal sealed class FeedTrainer
{
    private const double TestShare = 0.2;

    private readonly MLContext _ml = new(seed: 1);

    public FeedTrainer()
        => _ml.Log += (_, entry) =>
        {
            if (entry.Kind == ChannelMessageKind.Warning)
                Console.Error.WriteLine(entry.RawMessage);
        };

    /// <summary>Trains a model on the log without its end, on which it is evaluated. The file is replaced as a whole, so that a service can watch it.</summary>
    public OffPolicyMetrics Train(string logPath, string modelPath)
    {
        using var log = new LogSnapshot(logPath);
        var rows = log.Load(_ml);
        var parts = _ml.Data.TrainTestSplitByTime(rows, FeedColumns.Time, TestShare);
        var model = _ml.Transforms.NormalizeMeanVariance(FeedColumns.Features, fixZero: false).Append(_ml.Ranking.Trainers.Tscac(Options()))
            .Fit(parts.TrainSet);
        Save(model, rows.Schema, modelPath);
        return Evaluate(model, parts.TestSet);
    }

    /// <summary>Estimates from the whole log what the model of a file would earn.</summary>
    public OffPolicyMetrics Evaluate(string modelPath, string logPath)
    {
        using var log = new LogSnapshot(logPath);
        return Evaluate(_ml.Model.Load(modelPath, out _), log.Load(_ml));
    }

    /// <summary>Saves a model. A reader finds the old file or the new one, and never a part of it.</summary>
    public void Save(ITransformer model, DataViewSchema schema, string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        _ml.Model.Save(model, schema, temporary);
        File.Move(temporary, path, overwrite: true);
    }

    private OffPolicyMetrics Evaluate(ITransformer model, IDataView rows) => _ml.Ranking.EvaluateOffPolicy(
        model.Transform(rows), [FeedColumns.WatchTime, FeedColumns.Interaction], rowGroupColumnName: FeedColumns.Session,
        options: new() { RequestColumnName = FeedColumns.Request, PositionColumnName = FeedColumns.Position, Seed = 1 });

    /// <summary>
    /// A row is a decision among the candidates that were left at its position, as in samples/Feed. A page that was drawn with exploration is as good for
    /// training as any other, because its propensities are logged.
    /// </summary>
    private static TscacRankingTrainer.Options Options() => new()
    {
        LabelColumnName = FeedColumns.LogWatchTime,
        AuxiliaryResponses = [new(FeedColumns.Interaction) { DiscountFactor = 0 }],
        DiscountFactor = 0,
        StageOneTemperature = 2,
        ConstraintStrength = 1.5,
        RowGroupColumnName = FeedColumns.Session,
        ActionColumnName = FeedColumns.Video,
        EligibleActionColumnName = FeedColumns.Eligible,
        PositionColumnName = FeedColumns.Position,
        PropensityColumnName = FeedColumns.Propensity,
    };
}
