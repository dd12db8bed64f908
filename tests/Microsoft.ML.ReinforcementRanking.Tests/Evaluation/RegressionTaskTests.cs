using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class RegressionTaskTests
{
    private static readonly Row[] Rows =
    [
        new() { Watch = 1, Score = 2, User = "a" }, new() { Watch = 3, Score = 2, User = "a" }, new() { Watch = 9, Score = 4, User = "a" },
        new() { Watch = 5, Score = 8, User = "b" }, new() { Watch = 8, Score = 7, User = "b" }, new() { Watch = 2, Score = 2, User = "c" },
    ];

    [Fact]
    public void EvaluateTasks_Regression_MeasuresOrderAndError()
    {
        var task = ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View(Rows), ["Watch"], "User").Tasks.Single();

        task.IsRegression.Should().BeTrue();
        task.RowCount.Should().Be(6);
        task.MeanAbsoluteError.Should().Be((1 + 1 + 5 + 3 + 1 + 0) / 6.0);
        // User a has two pairs in order and a tie, user b has a pair in the wrong order, and user c has no pair.
        task.GroupAreaUnderRocCurve.Should().BeApproximately((3 * (2.5 / 3) + 2 * 0) / 5, 1e-12);
        task.GroupAreaUnderRocCurveCoverage.Should().Be(5 / 6.0);
        task.AreaUnderRocCurve.Should().Be(Plain(Rows));
        new[] { task.LogLoss, task.SessionLogLoss, task.CalibrationError, task.PositiveRate, task.MeanProbability }.Should().AllBeEquivalentTo(double.NaN);
    }

    [Fact]
    public void Share_AnyRows_AgreesWithAllPairs()
    {
        var drawn = Gen.Choose(0, 6).Zip(Gen.Choose(-3, 3)).NonEmptyListOf()
            .Select(rows => rows.Select(row => new Row { Watch = row.Item1, Score = row.Item2 }));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(7, 9), Prop.ForAll(drawn.ToArbitrary(), rows =>
            PairOrder.Share([.. rows.Select(row => row.Watch)], [.. rows.Select(row => row.Score)]).Should().Be(Plain([.. rows]))));
    }

    [Fact]
    public void Share_LabelsOfTwoClasses_IsTheAreaUnderTheRocCurve()
    {
        float[] labels = [1, 0, 1, 0, 0, 1], scores = [0.5f, 0.5f, 0.9f, 0.1f, 0.7f, 0.2f];

        PairOrder.Share(labels, scores).Should().Be(TaskReport.Describe("Click", labels, scores, new([0, 0, 0, 0, 0, 0], 1)).AreaUnderRocCurve);
    }

    [Fact]
    public void ToString_ARegression_HasAColumnOfErrors()
        => ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View(Rows), ["Watch"], "User").ToString().Should()
            .Contain("calibration error  mean absolute error").And.MatchRegex(@"Watch +- +- +0\.\d+ +0\.5 +83\.33% +- +- +- +- +1\.8333");

    [Fact]
    public void ToString_ARegressionBesideABinaryTask_HasTheColumnOfErrorsForBoth()
    {
        static TaskMetrics Task(string name, bool isRegression) => new() { Name = name, RowCount = 1, IsRegression = isRegression, MeanAbsoluteError = 1.5 };

        new TaskRankingMetrics { Tasks = [Task("Click", false), Task("Watch", true)] }.ToString().Should().Contain("calibration error  mean absolute error");
        new TaskRankingMetrics { Tasks = [Task("Click", false)] }.ToString().Should().NotContain("mean absolute error");
    }

    [Fact]
    public void EvaluateTasks_PredictionThatIsNotFinite_NamesRowAndColumn()
    {
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View([new Row { Score = float.NaN }]), ["Watch"], "User");

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*Row 0 (*score column 'Watch.Score': the value is NaN, but it must be finite*");
    }

    private static double Plain(Row[] rows)
    {
        var pairs = rows.SelectMany(_ => rows, (one, other) => (one, other)).Where(pair => pair.one.Watch < pair.other.Watch).ToArray();
        return pairs.Select(pair => pair.one.Score == pair.other.Score ? 0.5 : pair.one.Score < pair.other.Score ? 1 : 0).Sum() / pairs.Length;
    }

    private sealed class Row
    {
        public float Watch { get; set; }

        [ColumnName("Watch.Score")]
        public float Score { get; set; }

        public string User { get; set; } = "u";
    }
}
