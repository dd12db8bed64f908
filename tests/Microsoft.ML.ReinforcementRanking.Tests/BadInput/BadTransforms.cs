using Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;
using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Statistics of users and items, quantiles of watch times, and probabilities within requests.</summary>
internal static class BadTransforms
{
    private const string Statistics = "ResponseStatisticsEstimator.Fit";
    private const string WatchTime = "WatchTimeNormalizingEstimator.Fit";
    private const string Requests = "CandidateCatalog.AddRequestProbabilities";

    private static readonly MLContext Context = SpoiledLog.Context;

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentOutOfRangeException>("ResponseStatisticsCatalog.ResponseStatistics", "no key column",
            () => Context.Transforms.ResponseStatistics("Statistics", [], ["Click"], "Time")),
        Of<ArgumentOutOfRangeException>("ResponseStatisticsCatalog.ResponseStatistics", "a prior strength of 0",
            () => Context.Transforms.ResponseStatistics("Statistics", ["User"], ["Click"], "Time", new() { PriorStrength = 0 })),
        Of<ArgumentOutOfRangeException>(Statistics, "a log without the columns", () => Estimator.Fit(SpoiledLog.WithoutColumns)),
        Of<InvalidOperationException>(Statistics, "no rows", () => Estimator.Fit(Log(count: 0))),
        Of<InvalidOperationException>(Statistics, "a response that is infinite", () => Estimator.Fit(Log(row => row.Watch = float.PositiveInfinity))),
        Of<ArgumentOutOfRangeException>("ResponseStatisticsEstimator.GetOutputSchema", "a schema without the columns",
            () => Estimator.GetOutputSchema(BadTrainingData.SchemaOf(SpoiledLog.WithoutColumns))),
        Of<ArgumentOutOfRangeException>("ResponseStatisticsTransformer.GetOutputSchema", "a schema without the columns",
            () => Estimator.Fit(Log()).GetOutputSchema(SpoiledLog.WithoutColumns.Schema)),
        Of<ArgumentOutOfRangeException>("ResponseStatisticsTransformer.Transform", "rows without the columns",
            () => Estimator.Fit(Log()).Transform(SpoiledLog.WithoutColumns)),
        Of<ArgumentOutOfRangeException>("ResponseStatisticsTransformer.WithRows", "rows without the columns",
            () => Estimator.Fit(Log()).WithRows(SpoiledLog.WithoutColumns)),
        Of<InvalidOperationException>("ResponseStatisticsTransformer.WithRows", "the rows of the fit again", () => Estimator.Fit(Log()).WithRows(Log())),
        Of<ArgumentOutOfRangeException>("WatchTimeCatalog.NormalizeWatchTime", "a blank name",
            () => Context.Transforms.NormalizeWatchTime("", "Watch", "Time")),
        Of<ArgumentOutOfRangeException>("WatchTimeCatalog.NormalizeWatchTime", "no bin",
            () => Context.Transforms.NormalizeWatchTime("Quantile", "Watch", "Time", numberOfBins: 0)),
        Of<ArgumentOutOfRangeException>(WatchTime, "a log without the columns", () => Quantiles.Fit(SpoiledLog.WithoutColumns)),
        Of<InvalidOperationException>(WatchTime, "no rows", () => Quantiles.Fit(Log(count: 0))),
        Of<InvalidOperationException>(WatchTime, "a watch time below 0", () => Quantiles.Fit(Log(row => row.Watch = -1))),
        Of<ArgumentOutOfRangeException>("WatchTimeNormalizingEstimator.GetOutputSchema", "a schema without the columns",
            () => Quantiles.GetOutputSchema(BadTrainingData.SchemaOf(SpoiledLog.WithoutColumns))),
        Of<ArgumentOutOfRangeException>("WatchTimeNormalizingTransformer.CreateInverse", "a blank name",
            () => Quantiles.Fit(Log()).CreateInverse(" ", "Quantile")),
        Of<ArgumentOutOfRangeException>(Requests, "a request column that is missing",
            () => Context.Ranking.AddRequestProbabilities(SpoiledLog.Scored(), "Nowhere")),
        Of<ArgumentOutOfRangeException>(Requests, "the column of the choice without that of the position",
            () => Context.Ranking.AddRequestProbabilities(SpoiledLog.Scored(), "GroupId", chosenColumnName: "Click")),
    ];

    private static ResponseStatisticsEstimator Estimator => Context.Transforms.ResponseStatistics("Statistics", ["User"], ["Watch"], "Time");

    private static WatchTimeNormalizingEstimator Quantiles => Context.Transforms.NormalizeWatchTime("Quantile", "Watch", "Time", numberOfBins: 2);

    private static IDataView Log(Action<StatisticsRow>? spoil = null, int count = 20)
    {
        var rows = StatisticsRow.Draw(seed: 1, 20)[..count];
        foreach (var row in rows)
            row.Watch = float.IsNaN(row.Watch) ? 0 : row.Watch;
        if (spoil is not null)
            spoil(rows[3]);
        return Context.Data.LoadFromEnumerable(rows);
    }
}
