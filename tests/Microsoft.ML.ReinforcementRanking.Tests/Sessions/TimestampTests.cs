using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests that times of every unit and form give the same sessions, and that impossible times are reported.</summary>
public class TimestampTests
{
    private const long Start = 1_700_000_000;

    private const int Minute = 60;

    // There are two users with three sessions each. The sessions of a user start 0, 60, and 200 minutes after the start.
    private static readonly (string User, long Seconds)[] Log =
        [.. from user in new[] { "a", "b" } from minutes in new[] { 0, 1, 2, 60, 61, 200 } select (user, Start + (minutes * Minute))];

    private static readonly uint[] Sessions = [1, 1, 1, 2, 2, 3, 4, 4, 4, 5, 5, 6];

    private readonly MLContext _context = new(1);
    private readonly List<string> _warnings = [];
    private readonly List<string> _notes = [];

    public TimestampTests() => _context.Log += (_, entry) => (entry.Kind switch
    {
        ChannelMessageKind.Warning => _warnings,
        ChannelMessageKind.Info => _notes,
        _ => [],
    }).Add(entry.RawMessage);

    [Theory]
    [InlineData(1d, "seconds")]
    [InlineData(1e3, "milliseconds")]
    [InlineData(1e6, "microseconds")]
    [InlineData(1e9, "nanoseconds")]
    public void GroupSessions_NumbersOfAnyUnit_GivesTheSameSessions(double factor, string unit)
    {
        Grouped(seconds => seconds * factor).Should().Equal(Sessions);
        Grouped(seconds => (long)(seconds * factor)).Should().Equal(Sessions);
        Grouped(seconds => (ulong)(seconds * factor)).Should().Equal(Sessions);
        _notes.Should().HaveCount(3).And.OnlyContain(note => note == $"Timestamp column 'Time' is in {unit}: from 2023-11-14 22:13:20 to 2023-11-15 01:33:20.");
        _warnings.Should().BeEmpty();
    }

    [Fact]
    public void GroupSessions_SecondsOfInt32_GivesTheSameSessions() => Grouped(seconds => (int)seconds).Should().Equal(Sessions);

    [Theory]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss'Z'")]
    [InlineData("yyyy-MM-dd HH:mm:ss.fff")]
    [InlineData("yyyy-MM-dd'T'HH:mm:sszzz")]
    [InlineData("yyyy-MM-dd'T'HH:mm")]
    public void GroupSessions_IsoText_GivesTheSameSessions(string format) =>
        Grouped(seconds => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString(format, null)).Should().Equal(Sessions);

    [Fact]
    public void GroupSessions_TextOfOtherOffsets_ComparesTheTimesAndNotTheTexts() => Grouped(seconds =>
    {
        var offset = TimeSpan.FromHours(seconds / Minute % 5);
        return DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", null);
    }).Should().Equal(Sessions);

    [Fact]
    public void GroupSessions_Dates_GivesTheSameSessions()
    {
        Grouped(seconds => DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime).Should().Equal(Sessions);
        Grouped(DateTimeOffset.FromUnixTimeSeconds).Should().Equal(Sessions);
    }

    [Theory]
    [InlineData("1700000000000", "It looks like a number: load the column as Int64*")]
    [InlineData("14/11/2023 22:13", "Convert the column with mlContext.Transforms.CustomMapping.")]
    [InlineData("", "Give every row a time*")]
    public void GroupSessions_OtherText_NamesRowUserTextAndRemedy(string text, string remedy)
    {
        var group = () => Grouped(seconds => seconds == Start + Minute ? text : "2023-11-14");

        group.Should().Throw<InvalidOperationException>()
            .WithMessage($"Row 1 (the first row is 0; User 'a', Time '{text}'), timestamp column 'Time': "
                + $"the text is '{text}', but it must be an ISO 8601 date such as 20*. {remedy}");
    }

    [Fact]
    public void GroupSessions_ZeroAmongTimes_WarnsWithRowAndUser()
    {
        const string Warning = "Row 7 (the first row is 0; User 'b', Time 0), timestamp column 'Time': "
            + "the value 0 is 1970-01-01 00:00:00 in milliseconds since 1970. 2 of 12 times are outside of 1990 to 2100, and the sessions of such rows are "
                + "wrong. "
            + "ML.NET's text loader reads an empty field of a number as 0. Correct or drop such rows.";
        var rows = Log.Select((row, index) => new Row<long>(row.User, index is 7 or 9 ? 0 : row.Seconds * 1000)).ToArray();

        Group(rows).GetColumn<uint>("GroupId").Should().Equal(1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 7);
        _warnings.Should().Equal(Warning);

        var strict = () => Group(rows, new() { ThrowOnWarnings = true });
        strict.Should().Throw<InvalidOperationException>().WithMessage($"*ThrowOnWarnings is set): {Warning}");
    }

    [Fact]
    public void TrainTestSplitByTime_ZeroAmongTimes_WarnsToo()
    {
        var rows = Log.Select((row, index) => new Row<long>(row.User, index == 7 ? 0 : row.Seconds));

        _context.Data.TrainTestSplitByTime(_context.Data.LoadFromEnumerable(rows), "Time");

        _warnings.Should().ContainSingle().Which.Should().StartWith(
            "Row 7 (the first row is 0; Time 0, User 'b'), timestamp column 'Time': the value 0 is 1970-01-01 00:00:00 in seconds");
    }

    [Fact]
    public void GroupSessions_TimesOfTodayInSingle_WarnsOfTheirResolution()
    {
        Grouped(seconds => (float)seconds).Should().HaveCount(Log.Length);

        _warnings.Should().ContainSingle().Which.Should().StartWith("The timestamp column 'Time' is Single, in which neighboring times are 128 s apart");
    }

    [Fact]
    public void GroupSessions_TimesOfNoUnit_ReadsMillisecondsAndWarns()
    {
        Grouped(seconds => (seconds - Start) * 1000).Should().Equal(Sessions);

        _warnings.Should().ContainSingle().Which.Should().Be("Timestamp column 'Time' is in milliseconds: from 1970-01-01 00:00:00 to 1970-01-01 03:20:00. "
            + "Few or none of its 12 times are between 1990 and 2100, so the unit is a guess. "
            + "Set SessionGroupingOptions.TimestampUnit, for example to Milliseconds if the times are relative.");
    }

    [Fact]
    public void GroupSessions_RelativeTimesOfANamedUnit_IsNoConcern()
    {
        Grouped(seconds => seconds - Start, new() { TimestampUnit = TimestampUnit.Seconds }).Should().Equal(Sessions);
        Grouped(seconds => (seconds - Start) * 1_000_000, new() { TimestampUnit = TimestampUnit.Microseconds }).Should().Equal(Sessions);
        _warnings.Should().BeEmpty();
    }

    [Fact]
    public void GroupSessions_ZeroInTheFirstRow_NamesThatRow()
    {
        Group(Log.Select((row, index) => new Row<long>(row.User, index is 0 or 9 ? 0 : row.Seconds)));

        _warnings.Should().ContainSingle().Which.Should().StartWith("Row 0 (").And.Contain("2 of 12 times are outside of 1990 to 2100");
    }

    [Fact]
    public void TrainTestSplitByTime_RelativeTimes_IsNoConcern()
    {
        _context.Data.TrainTestSplitByTime(_context.Data.LoadFromEnumerable(Log.Select(row => new Row<long>(row.User, row.Seconds - Start))), "Time");

        _warnings.Should().BeEmpty("the order of times does not depend on their unit");
    }

    [Theory]
    [InlineData(TimestampUnit.Auto)]
    [InlineData(TimestampUnit.Milliseconds)]
    public void GroupSessions_ZeroInEveryRow_Warns(TimestampUnit unit)
    {
        Grouped(_ => 0L, new() { TimestampUnit = unit }).Should().Equal(1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2);

        _warnings.Should().Equal("The timestamp column 'Time' is 0 in every row, so no time separates sessions. "
            + "ML.NET's text loader reads an empty field of a number as 0. Check the position of the column and the separatorChar of the file.");
    }

    [Fact]
    public void GroupSessions_TimesOfTwoUnits_NamesBothRows()
    {
        var group = () => Grouped(seconds => seconds < Start + (10 * Minute) ? seconds : seconds * 1000);

        group.Should().Throw<InvalidOperationException>().WithMessage(
            "Row 3 (*User 'a'*), timestamp column 'Time': the value is 1700003600000 (2023-11-14 23:13:20 in milliseconds since 1970), "
            + "but row 0 has 1700000000 (2023-11-14 22:13:20 in seconds). Write all times in one unit, or set TimestampUnit.");
    }

    [Fact]
    public void GroupSessions_UnitThatTheTimesContradict_NamesTheRightOne()
    {
        var group = () => Grouped(seconds => seconds, new() { TimestampUnit = TimestampUnit.Milliseconds });

        group.Should().Throw<InvalidOperationException>().WithMessage(
            "Row 0 (*), timestamp column 'Time': the value is 1700000000, which is 1970-01-20 16:13:20 in milliseconds since 1970, as TimestampUnit says, "
            + "but 2023-11-14 22:13:20 in seconds. Set TimestampUnit to Seconds or Auto.");
    }

    [Fact]
    public void GroupSessions_TimeOutOfRange_NamesRowAndValue()
    {
        var group = () => Grouped(seconds => seconds == Start ? 1e16 : 5);

        group.Should().Throw<InvalidOperationException>().WithMessage(
            "Row 0 (*), timestamp column 'Time': the value is 1*, which is not a valid time in milliseconds since 1970. *");
    }

    [Fact]
    public void GroupSessions_UnitOfDates_IsRefused()
    {
        var group = () => Grouped(DateTimeOffset.FromUnixTimeSeconds, new() { TimestampUnit = TimestampUnit.Seconds });

        var groupByUnknown = () => Grouped(seconds => seconds, new() { TimestampUnit = (TimestampUnit)9 });

        group.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*must be Auto, since timestamp column 'Time' is DateTimeOffset, which needs no unit, but was Seconds*");
        groupByUnknown.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*must be one of Auto, Seconds, *, but was 9*");
    }

    private IEnumerable<uint> Grouped<T>(Func<long, T> time, SessionGroupingOptions? options = null) =>
        Group(Log.Select(row => new Row<T>(row.User, time(row.Seconds))), options).GetColumn<uint>("GroupId");

    private IDataView Group<T>(IEnumerable<Row<T>> rows, SessionGroupingOptions? options = null) =>
        _context.Data.GroupSessions(_context.Data.LoadFromEnumerable(rows), "User", "Time", options);

    private sealed class Row<T>(string user, T time)
    {
        public string User { get; set; } = user;

        public T Time { get; set; } = time;
    }
}
