using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sources;

/// <summary>Counts how often each stage of a typical pipeline reads its source (docs/sources.md, "How often a source is read").</summary>
public class ReadingCountTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Pipeline_SourceInTheOrderOfItsSessions_IsReadOnceAStage() => Readings(isSorted: true).Should().Equal(
        "group: User Time",
        "split: Time",
        "fit: Time Interest Hour",                                       // the normalization
        "fit: Time Video Interest Hour WatchTime Click Propensity",      // the trainer, with the catalog and all epochs
        "evaluate: Time Video Interest Hour WatchTime Click Propensity");

    [Fact]
    public void Pipeline_SourceInAnotherOrder_IsReadOnceAColumn() => Readings(isSorted: false).Should().Equal(
        "group: User Time",
        "split: Time",
        "fit: Interest Hour",
        "fit: Video WatchTime Click Propensity");

    [Fact]
    public void EstimatePropensities_OfFiveFolds_ReadsTheIdsAndThenEveryFoldTwice()
        => ReadingsOfACrossFit(log => log).Should().HaveCount(1 + 2 * 5);

    [Fact]
    public void EstimatePropensities_OfACachedLog_ReadsEveryColumnOnce()
        => ReadingsOfACrossFit(log => _ml.Data.Cache(log)).SelectMany(columns => columns.Split(' ')).Should().OnlyHaveUniqueItems();

    private IReadOnlyList<string> ReadingsOfACrossFit(Func<IDataView, IDataView> prepare)
    {
        var source = new CountingView(SourceLog.Create(_ml, isSorted: true));
        var sessions = prepare(_ml.Data.GroupSessions(source, "User", "Time"));
        var log = _ml.Transforms.Concatenate("Features", "Interest", "Hour").Fit(sessions).Transform(sessions);
        var options = new PropensityOptions { BehaviorPolicy = { ActionColumnName = "Video", NumberOfEpochs = 1 } };
        return source.During(() => _ml.Ranking.EstimatePropensities(log, options));
    }

    /// <summary>Runs the stages of a typical pipeline, and returns the readings of each with their columns.</summary>
    private List<string> Readings(bool isSorted)
    {
        var source = new CountingView(SourceLog.Create(_ml, isSorted));
        var readings = new List<string>();
        var sessions = During("group", () => _ml.Data.GroupSessions(source, "User", "Time"));
        var split = During("split", () => _ml.Data.TrainTestSplitByTime(sessions, "Time"));
        var model = During("fit", () => SourcePipeline.Create(_ml).Fit(split.TrainSet));
        var scored = During("transform", () => model.Transform(split.TestSet));
        During("evaluate", () => _ml.Ranking.EvaluateOffPolicy(scored, ["WatchTime", "Click"]));
        return readings;

        T During<T>(string stage, Func<T> run)
        {
            var result = default(T)!;
            readings.AddRange(source.During(() => result = run()).Select(columns => $"{stage}: {columns}"));
            return result;
        }
    }
}
