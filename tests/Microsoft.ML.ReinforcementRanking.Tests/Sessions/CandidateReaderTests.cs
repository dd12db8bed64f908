using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests how a log with one row per candidate becomes a log of decisions, and which of its rows are errors.</summary>
public class CandidateReaderTests
{
    private static readonly SessionColumns Columns = new()
    {
        Features = "Features",
        Group = "GroupId",
        Request = "RequestText",
        Chosen = "Chosen",
        Responses = ["Label"],
        Propensity = "Propensity",
        Weight = "Weight",
    };

    [Fact]
    public void Read_Candidates_MakesADecisionOfEachRequest()
    {
        var data = Read(Columns, Row("a"), Chosen("a", 2), Row("a"), Chosen("b", 5, session: 1), Row("b", session: 1), Chosen("c", 7));

        data.RowCount.Should().Be(3);
        data.SessionOfRow.Should().Equal(0, 1, 0);
        data.NextRow.Should().Equal(2, -1, -1);
        data.Responses[0].Should().Equal(2, 5, 7);
        data.Propensities.Should().Equal(0.5f, 0.5f, 0.5f);
        data.Weights.Should().Equal(1, 1, 1);
        data.Actions.Should().Equal(1, 3, 5);
        data.ActionCount.Should().Be(6);
        Sets(data).Should().BeEquivalentTo(new int[][] { [0, 1, 2], [3, 4], [5] }, options => options.WithStrictOrdering());
        data.Features.Width.Should().Be(0);
        LogRow.RowOf(data.ActionFeatures!, 3).Should().Equal(5, 0, 0);
    }

    [Fact]
    public void Read_NoSessionColumn_MakesASessionOfEachRequest()
        => Read(Columns with { Group = null }, Chosen("a", 1), Chosen("b", 1, session: 3)).SessionOfRow.Should().Equal(0, 1);

    [Fact]
    public void Read_ValidationData_HaveCandidatesOfTheirOwnInOneTable()
    {
        var (training, validation) = CandidateReader.Read(LogRow.Host(), Columns, View(Chosen("a", 1), Row("a")), View(Row("a"), Chosen("a", 9)));

        validation!.Actions.Should().Equal(3);
        Sets(validation).Should().BeEquivalentTo(new int[][] { [2, 3] });
        validation.ActionFeatures.Should().BeSameAs(training.ActionFeatures);
        (training.ActionCount, validation.ActionCount).Should().Be((4, 4));
    }

    [Fact]
    public void Read_Positions_MakesADecisionOfEachAmongTheRowsThatAreLeft()
    {
        var data = Read(Columns with { Position = "Position" },
            Chosen("a", 30, position: 3), Chosen("a", 10, position: 1), Row("a"), Chosen("a", 20, position: 2), Chosen("b", 40, position: 1));

        data.Responses[0].Should().Equal(10, 20, 30, 40);
        data.Actions.Should().Equal(1, 3, 0, 4);
        data.NextRow.Should().Equal(1, 2, 3, -1);
        Sets(data).Should().BeEquivalentTo(new int[][] { [0, 1, 2, 3], [0, 2, 3], [0, 2], [4] }, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_NoChosenRow_NamesTheFirstRowOfTheRequest() => Failure(Columns, Chosen("a", 1), Row("late", session: 2), Row("late", session: 2))
        .Should().Match("Row 1 *GroupId 3, RequestText 'late'*chosen column 'Chosen': none of the 2 candidates of the request, which starts in this row, is "
            + "chosen. Set the value to true in *");

    [Fact]
    public void Read_TwoChosenRowsWithoutPositions_NamesBoth() => Failure(Columns, Row("a"), Chosen("a", 1), Chosen("a", 1))
        .Should().Match("Row 2 *chosen column 'Chosen': the value is true, but row 1 of the same request is chosen, too. *PositionColumnName*");

    [Fact]
    public void Read_RequestInTwoSessions_NamesTheRow() => Failure(Columns, Chosen("a", 1), Row("a", session: 4))
        .Should().Match("Row 1 *GroupId 5, *session column 'GroupId': the rows before it of the same request are in another session. *");

    [Fact]
    public void Read_RequestThatComesBack_NamesTheRow() => Failure(Columns, Chosen("a", 1), Chosen("b", 1), Row("a"))
        .Should().Match("Row 2 *request column 'RequestText': other requests stand between this row and earlier rows of its request. *");

    [Fact]
    public void Read_PositionTwice_NamesTheRow()
        => Failure(Columns with { Position = "Position" }, Chosen("a", 1, position: 1), Chosen("a", 1, position: 1))
            .Should().Match("Row 1 *position column 'Position': the value is 1, which another row of the request has, too. *");

    [Theory]
    [InlineData(3, "the value is 3, but the next position of the page is 2. Keep all rows of a page, *")]
    [InlineData(float.NaN, "the value is NaN, but it must be a whole number of at least 0. *")]
    [InlineData(1.5f, "the value is 1.5, but it must be a whole number of at least 0. *")]
    public void Read_MissingPosition_NamesTheRow(float position, string message)
        => Failure(Columns with { Position = "Position" }, Chosen("a", 1, position: 1), Chosen("a", 1, position))
            .Should().Match($"Row 1 *position column 'Position': {message}");

    [Fact]
    public void Read_MissingResponseOfAChosenRow_NamesTheRow() => Failure(Columns, Row("a"), Chosen("a", float.NaN))
        .Should().Match("Row 1 *response column 'Label': the value is NaN, but it must be finite. *");

    [Fact]
    public void Read_MissingFeatures_NamesTheColumn() => FluentActions.Invoking(() => Read(Columns with { Features = "Nowhere" }, Chosen("a", 1)))
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage("Could not find the features column 'Nowhere'. *");

    [Fact]
    public void Check_ChosenColumnOfAnotherType_NamesTheRemedy()
    {
        var check = () => (Columns with { Chosen = "Label" }).Check(LogRow.Host(), View().Schema);

        check.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*chosen column 'Label': expected Boolean (convert with *ConvertType), got Single*");
    }

    [Theory]
    [InlineData(511, true)]
    [InlineData(512, false)]
    public void Read_CandidatesOfManyFeatures_FitIntoOneTensorOrAreRefused(int count, bool fit)
    {
        var schema = SchemaDefinition.Create(typeof(WideRow));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, WideRow.Width);
        var rows = Enumerable.Range(0, count).Select(row => new WideRow { Request = row });
        var columns = new SessionColumns { Features = "Features", Request = "Request", Chosen = "Chosen" };

        var read = () => CandidateReader.Read(LogRow.Host(), columns, new MLContext(1).Data.LoadFromEnumerable(rows, schema), validation: null);

        if (fit)
            read().Training.ActionCount.Should().Be(count);
        else
            read.Should().Throw<InvalidOperationException>().WithMessage("The log has 512 candidates *These are 2147483648 bytes, *at most 511 candidates: *");
    }

    private static CandidateRow Row(string request, uint session = 0) => new() { RequestText = request, GroupId = session };

    private static CandidateRow Chosen(string request, float label, float position = float.NaN, uint session = 0) => new()
    {
        Features = [float.IsNaN(label) ? 0 : label, 0, 0],
        RequestText = request,
        GroupId = session,
        Chosen = true,
        Label = label,
        Position = position,
        Propensity = 0.5f,
        Weight = 1,
    };

    private static SessionDataset Read(SessionColumns columns, params CandidateRow[] rows)
        => CandidateReader.Read(LogRow.Host(), columns, View(rows), validation: null).Training;

    private static IDataView View(params CandidateRow[] rows) => new MLContext(1).Data.LoadFromEnumerable(rows);

    private static int[][] Sets(SessionDataset data) => [.. Enumerable.Range(0, data.RowCount).Select(row => data.EligibleActions![row].ToArray())];

    private static string Failure(SessionColumns columns, params CandidateRow[] rows)
        => FluentActions.Invoking(() => Read(columns, rows)).Should().Throw<InvalidOperationException>().Which.Message;

    /// <summary>Represents a request with one candidate, whose features are 0. They have four MB in a tensor.</summary>
    private sealed class WideRow
    {
        public const int Width = 1 << 20;

        public int Request { get; set; }

        public bool Chosen { get; set; } = true;

        public VBuffer<float> Features { get; set; } = new(Width, 0, [], []);
    }
}
