using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Evaluation;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Represents a log as the methods see it, and evaluates policies on it.</summary>
internal sealed class TableLog
{
    /// <summary>The effective sample size at which policies are compared, as a share of the rows.</summary>
    private const double EffectiveShare = 1.0 / 3;

    /// <summary>The number of rows that are enough to choose a temperature with an error of 2 %.</summary>
    private const int TemperatureRows = 4000;

    private readonly IDataView _temperatureRows;

    public TableLog(MLContext ml, PreparedLog prepared)
    {
        (Context, Prepared) = (ml, prepared);
        var parts = prepared.Parts;
        var placebo = Placebo.Fit(ml, parts.Training);
        Parts = parts.Map(rows => ml.Data.Cache(placebo.Transform(rows)));
        var stride = Math.Max(1, prepared.Log.Exposures.Count / 5 / TemperatureRows);
        _temperatureRows = ml.Data.Cache(ml.Data.FilterByCustomPredicate<OfUser>(Parts.Validation, row => row.UserId % stride != 0));
    }

    public MLContext Context { get; }

    public PreparedLog Prepared { get; }

    /// <summary>The videos of the catalog.</summary>
    public IDataView Catalog => Prepared.Data.Catalog;

    public LogParts Parts { get; }

    /// <summary>
    /// Finds the temperature at which the effective sample size is a third of the validation rows. All policies then deviate from the log equally far.
    /// </summary>
    public double FindTemperature(TablePolicy policy) => TemperatureSearch.FindLowest(temperature =>
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
