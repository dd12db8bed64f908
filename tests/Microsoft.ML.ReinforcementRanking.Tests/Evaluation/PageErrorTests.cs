using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class PageErrorTests
{
    [Fact]
    public void EvaluateOffPolicy_PositionTwice_NamesRowRequestValueAndRemedy() => Fails(
        rows => rows[3].Position = 1,
        "*Row 3 (the first row is 0; GroupId 0, Request 'r1'*), position column 'Position': the value is 1, which another row of the request has, too. "
            + "Give every row of a page a position of its own.*");

    [Fact]
    public void EvaluateOffPolicy_PositionMissing_NamesTheNextOne() => Fails(
        rows => rows[3].Position = 3,
        "*Row 3 (the first row is 0; GroupId 0, Request 'r1'*), position column 'Position': the value is 3, but the next position of the page is 2. "
            + "Keep all rows of a page*");

    [Fact]
    public void EvaluateOffPolicy_PageWithoutItsFirstRow_NamesTheNextPosition() => Fails(
        rows => (rows[2].Position, rows[3].Position) = (2, 3), "*Row 2 *the value is 2, but the next position of the page is 1.*");

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(1.5f, "1.5")]
    [InlineData(-1f, "-1")]
    public void EvaluateOffPolicy_BadPosition_NamesRowValueAndRemedy(float value, string text) => Fails(
        rows => rows[1].Position = value,
        $"*Row 1 (the first row is 0; GroupId 0, Request 'r0'*), position column 'Position': the value is {text}, but it must be a whole number of at least 0. "
            + "*Number the rows of a page from the top*");

    [Fact]
    public void EvaluateOffPolicy_RequestIsEmpty_NamesRowAndRemedy() => Fails(
        rows => rows[1].Request = "", "*Row 1 (the first row is 0*), request column 'Request': the value is empty text, which means a missing value.*");

    [Fact]
    public void EvaluateOffPolicy_RowsOfARequestApart_NamesRowAndRemedy() => Fails(
        rows => rows[4].Request = "r0",
        "*Row 4 (the first row is 0; GroupId 1, Request 'r0'*), request column 'Request': other requests stand between this row and earlier rows of its "
            + "request. Sort the log*");

    [Fact]
    public void EvaluateOffPolicy_RequestOfTwoSessions_NamesRowAndRemedy() => Fails(
        rows => rows[1].GroupId = 7,
        "*Row 1 (the first row is 0; GroupId 7, Request 'r0'*), request column 'Request': other rows of the request have another session "
            + "(column 'GroupId'). *");

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(0, "0")]
    [InlineData(1.5, "1.5")]
    public void EvaluateOffPolicy_BadPositionPropensity_NamesRowValueAndRemedy(double value, string text) => Fails(
        rows => rows[1].PositionPropensity = value,
        $"*Row 1 (*Request 'r0'*), position propensity column 'PositionPropensity': the value is {text}, but it must be above 0 and at most 1. *");

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-0.5, "-0.5")]
    public void EvaluateOffPolicy_BadPositionProbability_NamesRowValueAndRemedy(double value, string text) => Fails(
        rows => rows[1].PositionProbability = value,
        $"*Row 1 (*Request 'r0'*), position probability column 'PositionProbability': the value is {text}, but it must be at least 0 and at most 1. *");

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(0, "0")]
    public void EvaluateOffPolicy_BadPropensity_NamesRowValueAndRemedy(double value, string text) => Fails(
        rows => rows[2].Propensity = value, $"*Row 2 (*Request 'r1'*), propensity column 'Propensity': the value is {text}, but it must be above 0*");

    [Fact]
    public void EvaluateOffPolicy_ProductOverflows_NamesThePage() => Fails(
        rows => (rows[2].Propensity, rows[3].Propensity) = (1e-300, 1e-300),
        "*Row 3 (*): the product of the page's weights overflows after 2 rows of the page, so *leave OffPolicyOptions.RequestColumnName null.*");

    [Theory]
    [InlineData("request", "leave RequestColumnName null")]
    [InlineData("position", "Name the column of the row's position on its page")]
    [InlineData("position probability", "leave PositionProbabilityColumnName and PositionPropensityColumnName null")]
    [InlineData("position propensity", "leave PositionProbabilityColumnName and PositionPropensityColumnName null")]
    public void EvaluateOffPolicy_ColumnMissing_NamesRoleColumnAndRemedy(string role, string remedy)
    {
        var evaluate = () => EvaluateWith(role, "Nowhere");

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*Could not find the {role} column 'Nowhere'.*{remedy}*");
    }

    [Theory]
    [InlineData("request", "Reward", "a key, an integer or text", "Double")]
    [InlineData("position", "Request", "Single, Double or an integer (*", "String")]
    [InlineData("position probability", "Request", "Single or Double (*", "String")]
    public void EvaluateOffPolicy_ColumnOfAnotherType_NamesRoleColumnAndTypes(string role, string column, string expected, string actual)
    {
        var evaluate = () => EvaluateWith(role, column);

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*{role} column '{column}': expected {expected}, got {actual}*");
    }

    [Fact]
    public void EvaluateOffPolicy_OptionsOfPagesWithoutARequest_AreListed()
    {
        var evaluate = () => ScoredLog.Evaluate(Good(), new()
        { PositionColumnName = "Position", PositionProbabilityColumnName = "PositionProbability" });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage(
            "*PositionPropensityColumnName must be null, or a column name that is given together with PositionProbabilityColumnName, but was null. "
            + "PositionColumnName must be left at its default (null) without a RequestColumnName, since there are no pages, but was Position. *");
    }

    [Fact]
    public void EvaluateOffPolicy_OptionsThatPagesDoNotUse_AreListed()
    {
        var evaluate = () => PageLog.Evaluate(Good(), new() { DiscountFactor = 0.5, StateColumnName = "GroupId" });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage(
            "*DiscountFactor must be left at its default (null) with a RequestColumnName, whose returns are those of pages, but was 0.5. "
            + "StateColumnName must be left at its default (null) with a RequestColumnName*");
    }

    [Fact]
    public void EvaluateOffPolicy_RequestWithoutPositionColumn_IsRefused()
    {
        var evaluate = () => ScoredLog.Evaluate(Good(), new() { RequestColumnName = "Request" });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*PositionColumnName must be a column name, but was null.*");
    }

    private static PageWorld.Row[] Good() => new PageWorld(PageInteraction.None).Log(4, seed: 1);

    private static void Fails(Action<PageWorld.Row[]> spoil, string message)
    {
        var rows = Good();
        spoil(rows);
        var evaluate = () => PageLog.Evaluate(rows, new());

        evaluate.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    private static OffPolicyMetrics EvaluateWith(string role, string column)
    {
        string Name(string otherRole, string usual) => role == otherRole ? column : usual;
        return ScoredLog.Evaluate(Good(), new()
        {
            RequestColumnName = Name("request", "Request"),
            PositionColumnName = Name("position", "Position"),
            PositionProbabilityColumnName = Name("position probability", "PositionProbability"),
            PositionPropensityColumnName = Name("position propensity", "PositionPropensity"),
        });
    }
}
