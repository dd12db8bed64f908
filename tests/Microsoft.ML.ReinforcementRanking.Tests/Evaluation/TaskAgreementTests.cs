namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Compares EvaluateTasks with ML.NET's evaluator of binary classification.</summary>
public sealed class TaskAgreementTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void EvaluateTasks_ManyTies_AgreesWithMlNet() => Agree(Rows(5000, random => random.Next(-12, 13) / 4f));

    [Fact]
    public void EvaluateTasks_HardlyAnyTies_AgreesWithMlNet() => Agree(Rows(5000, random => 6 * random.NextSingle() - 3));

    [Fact]
    public void EvaluateTasks_FewPositives_AgreesWithMlNet() => Agree(Rows(2000, random => random.NextSingle() - 5));

    [Fact]
    public void EvaluateTasks_CertainAndWrong_IsFiniteWhereMlNetIsNot()
    {
        var rows = ScoredTasks.Rows([1, 0], [0, 0.5f], [0, 1]);

        ScoredLog.Context.BinaryClassification.Evaluate(ScoredLog.View(rows), "Click", "Click.Score", "Click.Probability", "Click.PredictedLabel")
            .LogLoss.Should().Be(double.PositiveInfinity);
        ScoredTasks.Evaluate(rows).Tasks[0].LogLoss.Should().BeApproximately((100 + Math.Log(2)) / 2, Tolerance);
    }

    private static void Agree(ScoredTasks.Row[] rows)
    {
        var expected = ScoredLog.Context.BinaryClassification.Evaluate(ScoredLog.View(rows), "Click", "Click.Score", "Click.Probability",
            "Click.PredictedLabel");

        var task = ScoredTasks.Evaluate(rows).Tasks[0];

        task.AreaUnderRocCurve.Should().BeApproximately(expected.AreaUnderRocCurve, Tolerance);
        task.LogLoss.Should().BeApproximately(expected.LogLoss * Math.Log(2), Tolerance, "ML.NET's is in bits");
    }

    private static ScoredTasks.Row[] Rows(int count, Func<Random, float> score)
    {
        var random = new Random(11);
        return
        [
            .. Enumerable.Range(0, count).Select(i => score(random)).Select((logit, i) => new ScoredTasks.Row
            {
                Score = logit,
                Probability = 1 / (1 + MathF.Exp(-logit)),
                PredictedLabel = logit > 0,
                Click = random.NextSingle() < 1 / (1 + MathF.Exp(-logit)),
                GroupId = i / 5,
            }),
        ];
    }
}
