namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class TaskReaderTests
{
    [Fact]
    public void EvaluateTasks_LabelOfAnyType_CountsPositives()
    {
        Positives(true, false, true).Should().Be(2);
        Positives(1f, 0f, 1f).Should().Be(2);
        Positives(1.0, 0.0, 1.0).Should().Be(2);
    }

    [Fact]
    public void EvaluateTasks_TwoTasks_KeepsTheirOrderAndColumns()
    {
        var rows = new[] { new { Click = true, Buy = false }, new { Click = true, Buy = true } };
        var data = ScoredLog.View(
            rows.Select((row, i) => new TwoTasks { Click = row.Click, Buy = row.Buy, ClickProbability = 0.75f, BuyProbability = 0.25f, GroupId = i }));

        var metrics = ScoredLog.Context.Ranking.EvaluateTasks(data, ["Buy", "Click"]);

        metrics.Tasks.Select(task => (task.Name, task.PositiveCount, task.MeanProbability)).Should().Equal(("Buy", 1, 0.25), ("Click", 2, 0.75));
        metrics.UserCount.Should().BeNull();
    }

    [Fact]
    public void EvaluateTasks_UserIsTheSession_RanksWithinSessions()
    {
        var rows = ScoredTasks.Rows([1, 0, 1, 0], [0.1f, 0.2f, 0.9f, 0.8f], [0, 0, 1, 1]);

        ScoredTasks.Evaluate(rows, "GroupId").Tasks[0].Should().BeEquivalentTo(ScoredTasks.Evaluate(rows).Tasks[0]);
    }

    [Fact]
    public void EvaluateTasks_UserColumn_RanksWithinUsers()
    {
        var rows = ScoredTasks.Rows([1, 0, 1, 0], [0.1f, 0.2f, 0.9f, 0.8f], [0, 0, 1, 1]);
        foreach (var row in rows)
            row.User = "one";

        ScoredTasks.Evaluate(rows).Tasks[0].GroupAreaUnderRocCurve.Should().Be(0.5 * 0 + 0.5 * 1);
        ScoredTasks.Evaluate(rows, "User").Tasks[0].GroupAreaUnderRocCurve.Should().Be(2.0 / 4, "0.9 is above 0.2 and 0.8, 0.1 below both");
    }

    [Fact]
    public void EvaluateTasks_ScoresThatProbabilitiesRoundTogether_RanksByTheScores()
    {
        // σ(20) and σ(25) are both 1 in single precision. By the probability, the two rows tie. By the logit, the positive row comes first.
        var rows = ScoredTasks.Rows([1, 0], [1, 1], [0, 0]);
        var byProbability = ScoredTasks.Evaluate(rows).Tasks[0];
        (rows[0].Score, rows[1].Score) = (25, 20);

        var byScore = ScoredTasks.Evaluate(rows).Tasks[0];

        (1 / (1 + MathF.Exp(-20))).Should().Be(1 / (1 + MathF.Exp(-25)));
        (byProbability.AreaUnderRocCurve, byProbability.GroupAreaUnderRocCurve).Should().Be((0.5, 0.5));
        (byScore.AreaUnderRocCurve, byScore.GroupAreaUnderRocCurve).Should().Be((1, 1));
        byScore.LogLoss.Should().Be(byProbability.LogLoss, "losses are those of the probabilities");
    }

    [Fact]
    public void EvaluateTasks_AnyData_ReadsOnlyItsColumnsOnce()
    {
        var view = new CountingView(ScoredLog.View(ScoredTasks.Rows([1, 0], [0.6f, 0.4f], [0, 1])));

        ScoredLog.Context.Ranking.EvaluateTasks(view, ["Click"], userColumnName: "User");

        view.Cursors.Should().ContainSingle().Which.Should().BeEquivalentTo("Click", "Click.Probability", "Click.Score", "GroupId", "User");
    }

    [Fact]
    public void EvaluateTasks_NoSessionColumn_TakesEveryRowAsASession()
    {
        var metrics = ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View(ScoredTasks.Rows([1, 0, 1], [0.6f, 0.4f, 0.3f], [0, 0, 0])), ["Click"],
            rowGroupColumnName: null);

        metrics.SessionCount.Should().Be(3);
        metrics.Tasks[0].SessionLogLoss.Should().BeApproximately(metrics.Tasks[0].LogLoss, 1e-12);
    }

    private static long Positives<T>(params T[] labels) => ScoredTasks.Evaluate(
        labels.Select(label => new ScoredTasks.RowOf<T, float> { Click = label, Probability = 0.5f })).Tasks[0].PositiveCount;

    private sealed class TwoTasks
    {
        public bool Click { get; set; }

        public bool Buy { get; set; }

        [Data.ColumnName("Click.Probability")]
        public float ClickProbability { get; set; }

        [Data.ColumnName("Buy.Probability")]
        public float BuyProbability { get; set; }

        public int GroupId { get; set; }
    }
}
