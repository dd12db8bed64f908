using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests that errors name a row so that a user finds it in the source, even if the data were sorted, split, and filtered.</summary>
public class RowDescriptionTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void Of_SortedAndSplitLog_NamesSessionUserAndTime()
    {
        var file = Enumerable.Range(0, 20).Select(row => EventRow.At(row, user: row % 2, minutes: 100 - row)).ToArray();
        var sessions = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(file), "User", "Time");
        var later = Context.Data.TrainTestSplitByTime(sessions, "Time", testFraction: 0.5).TestSet;

        var text = new RowDescription(later, "GroupId").Of(2);

        text.Should().EndWith(")").And.StartWith(
            "Row 2 (the first row is 0; row 4 of the data given to GroupSessions; GroupId 1, User 'user 0', UserKey 1, UserNumber 0, Time ");
        text.Should().Contain(FormattableString.Invariant($", Time {later.GetColumn<long>("Time").ElementAt(2)}, "));
    }

    [Fact]
    public void Of_MappedKeys_NamesTheirValues()
    {
        var data = Context.Data.LoadFromEnumerable([new EventRow { User = "ann" }, new EventRow { User = new string('x', 50) }]);
        var mapped = Context.Transforms.Conversion.MapValueToKey("Key", "User").Fit(data).Transform(data);

        new RowDescription(mapped, "Key").Of(0).Should().StartWith("Row 0 (the first row is 0; Key 'ann', User 'ann', ");
        new RowDescription(mapped, "Key").Of(1).Should().StartWith($"Row 1 (the first row is 0; Key '{new string('x', 40)}…', ", "long text is cut");
    }

    [Fact]
    public void Of_MissingKeyAndDate_WritesThem()
    {
        var data = Context.Data.LoadFromEnumerable([new EventRow { UserKey = 9 }]);

        new RowDescription(data, "UserKey", "Date", null, "Nowhere").Of(0)
            .Should().StartWith("Row 0 (the first row is 0; UserKey missing, Date 1970-01-01T00:00:00");
    }

    [Fact]
    public void Of_ViewWithoutIdentifyingColumns_NamesTheNumber()
    {
        var data = Context.Data.LoadFromEnumerable([new { Watch = 1f, Click = true }]);

        new RowDescription(data).Of(0).Should().Be("Row 0 (the first row is 0)");
    }

    [Fact]
    public void Of_SourceThatIsReadOnceOnly_NamesTheNumber()
        => new RowDescription(ReadOnce()).Of(0).Should().Be("Row 0 (the first row is 0)", "the error that is being described matters more");

    [Theory]
    [InlineData(new int[0], false)]
    [InlineData(new[] { 7 }, false)]
    [InlineData(new[] { 7, 7 }, true)]
    [InlineData(new[] { 7, 8 }, false)]
    [InlineData(new[] { 8, 7, 7 }, false)]
    public void AreAll_Rows_AreAtLeastTwoThatSatisfyTheCondition(int[] numbers, bool areAll)
        => AreSevens(Context.Data.LoadFromEnumerable(numbers.Select(number => new EventRow { Row = number }))).Should().Be(areAll);

    [Fact]
    public void AreAll_SourceThatIsReadOnceOnly_IsFalse() => AreSevens(ReadOnce()).Should().BeFalse("the error that is being described matters more");

    private static bool AreSevens(IDataView data) => new RowDescription(data).AreAll(data.Schema["Row"], row =>
    {
        var read = ColumnReaders.Number(row, data.Schema["Row"]);
        return () => read() == 7;
    });

    private static IDataView ReadOnce()
    {
        var reads = 0;
        IEnumerable<EventRow> Once()
        {
            if (++reads > 1)
                throw new InvalidOperationException("The connection is closed.");
            yield return new EventRow { Row = 7 };
            yield return new EventRow { Row = 7 };
        }
        var data = Context.Data.LoadFromEnumerable(Once());
        data.GetColumn<int>("Row").Should().HaveCount(2);
        return data;
    }
}
