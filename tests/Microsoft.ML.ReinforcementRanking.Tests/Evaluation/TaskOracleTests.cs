using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using static System.Math;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the numbers of docs/equations-rmtl.md (E7), and metrics that are computed by hand.</summary>
public sealed class TaskOracleTests
{
    private const double Tolerance = 1e-6;

    private static readonly int[] Labels = [1, 0, 0, 1, 0, 1];
    private static readonly int[] Sessions = [0, 0, 0, 1, 1, 2];

    [Fact]
    public void EvaluateTasks_FirstCase_GivesTheNumbersOfTheExample()
    {
        var metrics = ScoredTasks.Evaluate(ScoredTasks.Rows(Labels, [0.9f, 0.2f, 0.4f, 0.6f, 0.1f, 0.3f], Sessions));

        double[] means = [-(Log(.9) + Log(.8) + Log(.6)) / 3, -(Log(.6) + Log(.9)) / 2, -Log(.3)];
        var task = metrics.Tasks.Should().ContainSingle().Subject;
        task.LogLoss.Should().BeApproximately((3 * means[0] + 2 * means[1] + means[2]) / 6, Tolerance).And.BeApproximately(0.443248, Tolerance);
        means.Should().BeEquivalentTo([0.279777, 0.308093, 1.203973], options => options.WithStrictOrdering().Using<double>(
            mean => mean.Subject.Should().BeApproximately(mean.Expectation, Tolerance)).WhenTypeIs<double>());
        task.SessionLogLoss.Should().BeApproximately(means.Average(), Tolerance).And.BeApproximately(0.597281, Tolerance);
        task.AreaUnderRocCurve.Should().Be(8.0 / 9);
        task.GroupAreaUnderRocCurve.Should().Be(1);
    }

    [Fact]
    public void EvaluateTasks_SecondCase_GivesTheNumbersOfTheExample()
    {
        var metrics = ScoredTasks.Evaluate(ScoredTasks.Rows(Labels, [0.4f, 0.2f, 0.9f, 0.6f, 0.1f, 0.3f], Sessions));

        var task = metrics.Tasks[0];
        task.LogLoss.Should().BeApproximately(0.877030, Tolerance);
        task.SessionLogLoss.Should().BeApproximately(0.886469, Tolerance);
        task.AreaUnderRocCurve.Should().BeApproximately(0.666667, Tolerance);
        task.GroupAreaUnderRocCurve.Should().Be((3 * 0.5 + 2 * 1) / (3 + 2));
        task.GroupAreaUnderRocCurveCoverage.Should().Be(5.0 / 6);
    }

    [Fact]
    public void EvaluateTasks_SecondCase_DescribesTheData()
    {
        var metrics = ScoredTasks.Evaluate(ScoredTasks.Rows(Labels, [0.4f, 0.2f, 0.9f, 0.6f, 0.1f, 0.3f], Sessions), "User");

        (metrics.SessionCount, metrics.UserCount).Should().Be((3, 3));
        var task = metrics.Tasks[0];
        (task.Name, task.RowCount, task.PositiveCount, task.PositiveRate).Should().Be(("Click", 6, 3, 0.5));
        task.MeanProbability.Should().BeApproximately((.4 + .2 + .9 + .6 + .1 + .3) / 6, Tolerance);
    }

    [Fact]
    public void Describe_UsersAcrossSessions_RanksWithinUsers()
    {
        int[] labels = [1, 0, 1, 0, 1];
        float[] probabilities = [0.6f, 0.7f, 0.3f, 0.3f, 0.1f];

        ScoredTasks.Describe(labels, probabilities, [0, 0, 1, 1, 2]).GroupAreaUnderRocCurve.Should().Be((2 * 0 + 2 * 0.5) / (2 + 2));
        // User 0 has the negative .7 above the positives .6 and .3. User 1 has the negative .3 above the positive .1.
        ScoredTasks.Describe(labels, probabilities, [0, 0, 1, 1, 2], [0, 1, 0, 0, 1]).GroupAreaUnderRocCurve.Should().Be((3 * (1 + 0.5) / 2 + 2 * 0) / (3 + 2));
    }

    [Fact]
    public void Describe_OneClass_HasNoAreasButAllElse()
    {
        var task = ScoredTasks.Describe([0, 0], [0.5f, 0.5f], [0, 0]);

        task.AreaUnderRocCurve.Should().Be(double.NaN);
        task.GroupAreaUnderRocCurve.Should().Be(double.NaN);
        task.GroupAreaUnderRocCurveCoverage.Should().Be(0);
        task.PositiveRate.Should().Be(0);
        task.CalibrationError.Should().Be(0.5);
        new[] { task.LogLoss, task.SessionLogLoss, task.WorstTenthSessionLoss / 2 }.Should().AllSatisfy(loss => loss.Should().BeApproximately(Log(2), 1e-12));
    }

    [Fact]
    public void Describe_ClassesNeverInOneGroup_HasNoGroupArea()
    {
        var task = ScoredTasks.Describe([1, 0], [0.6f, 0.4f], [0, 1]);

        task.AreaUnderRocCurve.Should().Be(1);
        task.GroupAreaUnderRocCurve.Should().Be(double.NaN);
    }

    [Fact]
    public void Describe_CertainPredictions_LoseNothingOrOneHundred()
    {
        ScoredTasks.Describe([1, 0], [1, 0]).LogLoss.Should().Be(0);
        ScoredTasks.Describe([1, 0, 1, 0], [1, 1, 0, 0]).LogLoss.Should().Be((0 + 100 + 100 + 0) / 4.0);
        ScoredTasks.Describe([1], [float.Epsilon]).LogLoss.Should().Be(100, "ln 1.4e-45 is below -100");
    }

    [Fact]
    public void Describe_NegativeZero_IsZero()
    {
        ScoredTasks.Describe([0, 1], [-0f, 0.5f]).Should().BeEquivalentTo(ScoredTasks.Describe([0, 1], [0f, 0.5f]));
        ScoredTasks.Describe([1, 0], [-0f, 0f]).AreaUnderRocCurve.Should().Be(0.5, "the two rows tie");
        ScoredTasks.Describe([1, 0], [1e-20f, 2e-20f]).AreaUnderRocCurve.Should().Be(0, "the rows do not tie");
    }

    [Fact]
    public void Describe_TwentyRows_CalibratesPairsOfNeighbors()
    {
        // There are ten bins of two rows: p = .025, .075 | .125, .175 | … The positives are the rows 3, 10, 11, and all from 16 on.
        float[] probabilities = [.. Enumerable.Range(0, 20).Select(i => (i + 0.5f) / 20)];
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i is 3 or 10 or 11 or >= 16 ? 1 : 0)];

        double[] gaps = [.05 - 0, .5 - .15, .25 - 0, .35 - 0, .45 - 0, 1 - .55, .65 - 0, .75 - 0, 1 - .85, 1 - .95];
        ScoredTasks.Describe(labels, probabilities).CalibrationError.Should().BeApproximately(gaps.Average(), Tolerance);
    }

    [Fact]
    public void Describe_ScoresInAnotherOrder_CalibratesTheProbabilities()
    {
        float[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? 1f : 0)];
        float[] probabilities = [.. Enumerable.Range(0, 40).Select(i => (i + 0.5f) / 40)];
        float[] scores = [.. Enumerable.Range(0, 40).Select(i => (float)(7 * i % 40))];
        var groups = new RowGroups([.. Enumerable.Range(0, 40)], 40);

        var byScore = TaskReport.Describe("Click", labels, probabilities, groups, scores: scores);

        byScore.CalibrationError.Should().Be(TaskReport.Describe("Click", labels, probabilities, groups).CalibrationError);
        byScore.AreaUnderRocCurve.Should().Be(TaskReport.Describe("Click", labels, scores, groups).AreaUnderRocCurve);
    }

    [Fact]
    public void Describe_TiedPredictions_ShareABin()
    {
        // The middle of ranks 0 to 2 is 1.5, which is bin 3 of 10. The middle of rank 3 is 3.5, which is bin 8.
        ScoredTasks.Describe([0, 1, 0, 1], [0.2f, 0.2f, 0.2f, 0.8f]).CalibrationError.Should()
            .BeApproximately(0.75 * (1.0 / 3 - 0.2) + 0.25 * (1 - 0.8), Tolerance);
    }

    [Fact]
    public void Describe_ErrorsOfOppositeSignInABin_Cancel()
    {
        // The twenty rows have bins of two. The predictions .1 and .3 with one positive predict .2, and the rate is .5.
        float[] probabilities = [0.1f, 0.3f, .. Enumerable.Repeat(1f, 18)];
        int[] labels = [0, 1, .. Enumerable.Repeat(1, 18)];

        ScoredTasks.Describe(labels, probabilities).CalibrationError.Should().BeApproximately(0.1 * (0.5 - 0.2), Tolerance);
    }

    [Fact]
    public void Describe_ElevenSessions_AveragesTheTwoWorst()
    {
        // Session k has one positive row with the prediction 2^-k, and so a loss of k ln 2. ceil(11 / 10) = 2.
        float[] probabilities = [.. Enumerable.Range(1, 11).Select(k => MathF.Pow(2, -k))];

        ScoredTasks.Describe([.. Enumerable.Repeat(1, 11)], probabilities).WorstTenthSessionLoss.Should().BeApproximately((10 + 11) / 2.0 * Log(2), 1e-12);
    }

    [Fact]
    public void Describe_LongSession_IsWorstByItsTotal()
    {
        // There are ten sessions: nine of one row with loss 2 ln 2, and one of three rows with loss ln 2 each.
        int[] sessions = [.. Enumerable.Range(0, 9), 9, 9, 9];
        float[] probabilities = [.. Enumerable.Repeat(0.25f, 9), 0.5f, 0.5f, 0.5f];

        ScoredTasks.Describe([.. Enumerable.Repeat(1, 12)], probabilities, sessions).WorstTenthSessionLoss.Should().BeApproximately(3 * Log(2), 1e-12);
    }

    [Fact]
    public void Describe_GroupsWithoutRows_CountForNothing()
    {
        int[] labels = [1, 0, 1];
        float[] probabilities = [0.3f, 0.6f, 0.9f];

        ScoredTasks.Describe(labels, probabilities, [40, 40, 7], [12, 3, 3]).Should()
            .BeEquivalentTo(ScoredTasks.Describe(labels, probabilities, [0, 0, 1], [0, 1, 1]));
    }
}
