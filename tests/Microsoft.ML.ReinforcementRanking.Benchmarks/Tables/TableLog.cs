using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Evaluation;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>A log as the methods see it, and what estimates say of them.</summary>
internal sealed class TableLog
{
    /// <summary>Of the rows: how sharp policies are when they are compared.</summary>
    private const double EffectiveShare = 1.0 / 3;

    /// <summary>Enough to set a temperature to 2 %.</summary>
    private const int TemperatureRows = 4000;

    private readonly IDataView _temperatureRows;

    public TableLog(MLContext ml, PreparedLog prepared)
    {
        (Context, Prepared) = (ml, prepared);
        Catalog = prepared.Preparation.Videos.Transform(prepared.Data.Catalog);
        var parts = prepared.Data.Parts.Map(prepared.Preparation.Rows.Transform);
        var placebo = Placebo.Fit(ml, parts.Training);
        Parts = parts.Map(rows => ml.Data.Cache(placebo.Transform(rows)));
        var stride = Math.Max(1, prepared.Log.Exposures.Count / 5 / TemperatureRows);
        _temperatureRows = ml.Data.Cache(ml.Data.FilterByCustomPredicate<OfUser>(Parts.Validation, row => row.UserId % stride != 0));
    }

    public MLContext Context { get; }

    public PreparedLog Prepared { get; }

    /// <summary>All videos, prepared.</summary>
    public IDataView Catalog { get; }

    public LogParts Parts { get; }

    /// <summary>The temperature at which a third of the validation rows is effective: a policy is then as far from the log as the others.</summary>
    public double Sharpen(TablePolicy policy) => TemperatureSearch.Lowering(temperature =>
    {
        var metrics = Evaluate(policy.Score(_temperatureRows, temperature));
        return metrics.EffectiveSampleSize >= EffectiveShare * metrics.RowCount;
    });

    public OffPolicyMetrics Evaluate(IDataView scored) => Context.Ranking.EvaluateOffPolicy(
        scored, [.. Evaluator.Responses], rowGroupColumnName: nameof(LogRow.UserId),
        options: new() { PlaceboColumnName = Placebo.ColumnName, NumberOfBootstrapSamples = 0 });

    private sealed class OfUser
    {
        public long UserId { get; set; }
    }
}
