using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class TaskErrorTests
{
    [Fact]
    public void EvaluateTasks_NoTasks_IsAnError()
    {
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View(Good()), []);

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*must name at least one task column, but was empty*")
            .WithParameterName("taskColumnNames");
    }

    [Fact]
    public void EvaluateTasks_NullArguments_AreErrors()
    {
        var catalog = ScoredLog.Context.Ranking;
        var data = ScoredLog.View(Good());

        Fails(() => TaskEvaluationCatalog.EvaluateTasks(null!, data, ["Click"]), "catalog");
        Fails(() => catalog.EvaluateTasks(null!, ["Click"]), "scored");
        Fails(() => catalog.EvaluateTasks(data, null!), "taskColumnNames");

        static void Fails(Func<TaskRankingMetrics> evaluate, string argument) => evaluate.Should().Throw<ArgumentNullException>().WithParameterName(argument);
    }

    [Theory]
    [InlineData("task", "Name a task's label column")]
    [InlineData("session", "mlContext.Data.GroupSessions, or set rowGroupColumnName to null where every row is a session")]
    [InlineData("user", "leave userColumnName null to rank within sessions")]
    public void EvaluateTasks_ColumnMissing_NamesRoleColumnOthersAndRemedy(string role, string remedy)
    {
        var evaluate = () => EvaluateWith(role, "Nowhere");

        evaluate.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage($"*Could not find the {role} column 'Nowhere'. The data has these columns: Click, *GroupId, User.*{remedy}.*");
    }

    [Fact]
    public void EvaluateTasks_ProbabilityMissing_SaysWhereRegressionTasksAreEvaluated()
    {
        // No probability column belongs to the column Score, as for a regression task.
        var evaluate = () => EvaluateWith("task", "Click.Score");

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage(
            "*Could not find the probability column 'Click.Score.Probability'.*score the data with one; evaluate a regression task with "
                + "mlContext.Regression.Evaluate.*");
    }

    [Theory]
    [InlineData("task", "User", "Single, Double, Boolean or an integer (*MapValue*), got String")]
    [InlineData("session", "Click.Score", "a key, an integer or text, got Single")]
    [InlineData("user", "Click.Score", "a key, an integer or text, got Single")]
    public void EvaluateTasks_ColumnOfWrongType_NamesRoleColumnAndTypes(string role, string column, string types)
    {
        var evaluate = () => EvaluateWith(role, column);

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*{role} column '{column}': expected {types}*");
    }

    [Fact]
    public void EvaluateTasks_ProbabilityIsAnInteger_NamesRoleColumnAndTypes()
    {
        var evaluate = () => ScoredTasks.Evaluate(new ScoredTasks.RowOf<bool, int>[] { new() });

        evaluate.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*probability column 'Click.Probability': expected Single or Double (*ConvertType*), got Int32*");
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(-0.25f, "-0.25")]
    [InlineData(1.5f, "1.5")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void EvaluateTasks_BadProbability_NamesColumnRowValueAndRemedy(float value, string text) => FailsAtRowOne(
        row => row.Probability = value,
        $"*Row 1 (the first row is 0*), probability column 'Click.Probability': the value is {text}, but it must be at least 0 and at most 1. *Score the data "
            + "with *");

    [Fact]
    public void EvaluateTasks_EmptyUser_NamesColumnAndRow() => FailsAtRowOne(
        row => row.User = "",
        "*Row 1 (the first row is 0*), user column 'User': the value is empty text, which means a missing value. Give every row a value, or drop such rows "
            + "first.*");

    [Fact]
    public void EvaluateTasks_EmptySession_NamesColumnAndRow()
    {
        var rows = Good();
        rows[1].User = "";
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View(rows), ["Click"], "User");

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*Row 1 (the first row is 0*), session column 'User': the value is empty text*");
    }

    [Theory]
    [InlineData(2, "2")]
    [InlineData(0.5, "0.5")]
    [InlineData(double.NaN, "NaN")]
    public void EvaluateTasks_LabelNotZeroOrOne_NamesColumnRowValueAndRemedy(double label, string text)
    {
        var message = $"*Row 1 (the first row is 0*), task column 'Click': the value is {text}, but it must be 0 or 1. *mlContext.Regression.Evaluate.*";

        Evaluating(1.0, label).Should().Throw<InvalidOperationException>().WithMessage(message);
        Evaluating(1f, (float)label).Should().Throw<InvalidOperationException>().WithMessage(message);

        static Func<TaskRankingMetrics> Evaluating<T>(params T[] labels) => () => ScoredTasks.Evaluate(
            labels.Select(label => new ScoredTasks.RowOf<T, float> { Click = label }));
    }

    [Fact]
    public void EvaluateTasks_EmptyData_SaysSo()
    {
        var evaluate = () => ScoredTasks.Evaluate(Array.Empty<ScoredTasks.Row>());

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*The data has no rows.*");
    }

    private static void FailsAtRowOne(Action<ScoredTasks.Row> spoil, string message)
    {
        var rows = Good();
        spoil(rows[1]);
        var evaluate = () => ScoredTasks.Evaluate(rows, "User");

        evaluate.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    private static ScoredTasks.Row[] Good() => ScoredTasks.Rows([1, 0, 1], [0.6f, 0.4f, 0.5f], [0, 0, 1]);

    private static TaskRankingMetrics EvaluateWith(string role, string column)
    {
        string Name(string otherRole, string usual) => role == otherRole ? column : usual;
        return ScoredLog.Context.Ranking.EvaluateTasks(ScoredLog.View(Good()), [Name("task", "Click")], Name("session", "GroupId"), Name("user", "User"));
    }
}
