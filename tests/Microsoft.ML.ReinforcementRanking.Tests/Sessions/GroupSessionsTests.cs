using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class GroupSessionsTests
{
    private static readonly MLContext Context = new(1);

    // The rows of two users are interleaved, and not sorted by time. User 1 pauses for 31 minutes, and user 2 for exactly 30 minutes.
    private static readonly EventRow[] Shuffled =
    [
        EventRow.At(0, user: 2, minutes: 40), EventRow.At(1, user: 1, minutes: 41), EventRow.At(2, user: 1, minutes: 0),
        EventRow.At(3, user: 2, minutes: 10), EventRow.At(4, user: 1, minutes: 10),
    ];

    [Theory]
    [InlineData("User", "Time")]
    [InlineData("UserKey", "Time")]
    [InlineData("UserNumber", "Time")]
    [InlineData("User", "UnsignedTime")]
    [InlineData("User", "DoubleTime")]
    [InlineData("User", "SingleTime")]
    [InlineData("User", "Date")]
    public void GroupSessions_ShuffledLog_SortsByUserAndTimeAndCutsAfterTheGap(string user, string time)
    {
        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(Shuffled), user, time);

        grouped.GetColumn<int>("Row").Should().Equal(2, 4, 1, 3, 0);
        grouped.GetColumn<uint>("GroupId").Should().Equal(1, 1, 2, 3, 3);
        grouped.GetColumn<float>("Step").Should().Equal(0, 1, 0, 0, 1);
        grouped.GetColumn<float[]>("Features").Select(features => features[1]).Should().Equal(-2, -4, -1, -3, 0);
        grouped.GetRowCount().Should().Be(5);
        grouped.Schema["GroupId"].Type.Should().Be(new KeyDataViewType(typeof(uint), 3));
        grouped.Schema["Step"].Type.Should().Be(NumberDataViewType.Single);
    }

    [Fact]
    public void GroupSessions_OwnGap_CutsThere()
    {
        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(Shuffled), "User", "Time",
            new SessionGroupingOptions { Gap = TimeSpan.FromMinutes(9) });

        grouped.GetColumn<uint>("GroupId").Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public void GroupSessions_EqualTimes_KeepTheirOrder()
    {
        var rows = Enumerable.Range(0, 100).Select(row => EventRow.At(row, user: row % 2, minutes: row % 3)).ToArray();

        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows), "User", "Time");

        grouped.GetColumn<int>("Row").Should().Equal(rows.OrderBy(row => row.UserNumber).ThenBy(row => row.Time).Select(row => row.Row));
    }

    [Fact]
    public void GroupSessions_AnyLog_AgreesWithAPlainComputation()
    {
        var events = Gen.Choose(-3, 3).Zip(Gen.Choose(0, 200)).NonEmptyListOf().ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50).WithReplay(17, 19), Prop.ForAll(events, log =>
        {
            var rows = log.Select((drawn, row) => EventRow.At(row, drawn.Item1, drawn.Item2)).ToArray();
            var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows), "UserNumber", "Time");

            var (session, step) = (0u, 0f);
            EventRow? before = null;
            var expected = new List<(int, uint, float)>();
            foreach (var row in rows.OrderBy(row => row.UserNumber).ThenBy(row => row.Time))
            {
                var continues = before?.UserNumber == row.UserNumber && row.Time - before.Time <= 30 * 60_000;
                (session, step) = continues ? (session, step + 1) : (session + 1, 0);
                expected.Add((row.Row, session, step));
                before = row;
            }
            grouped.GetColumn<int>("Row").Zip(grouped.GetColumn<uint>("GroupId"), grouped.GetColumn<float>("Step")).Should().Equal(expected);
        }));
    }

    [Fact]
    public void GroupSessions_SortedLog_StreamsInsteadOfCaching()
    {
        var rows = new CountingEnumerable([.. Shuffled.OrderBy(row => row.UserNumber).ThenBy(row => row.Time)]);
        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows), "User", "Time");

        grouped.GetColumn<int>("Row").Should().Equal(2, 4, 1, 3, 0);
        grouped.GetColumn<int>("Row").Should().Equal(2, 4, 1, 3, 0);

        rows.Passes.Should().Be(3, "one pass finds the order, and each reader makes its own");
    }

    [Fact]
    public void GroupSessions_ShuffledLogReadTwice_ReadsTheSourceOncePerColumn()
    {
        var rows = new CountingEnumerable(Shuffled);
        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows), "User", "Time");

        grouped.GetColumn<int>("Row").Should().Equal(2, 4, 1, 3, 0);
        grouped.GetColumn<int>("Row").Should().Equal(2, 4, 1, 3, 0);
        grouped.GetColumn<uint>("GroupId").Should().HaveCount(5);

        rows.Passes.Should().Be(2, "one pass finds the order, another fills the cache");
    }

    [Fact]
    public void GroupSessions_ColumnsOfTheSameNames_AreHidden()
    {
        var once = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(Shuffled), "User", "Time");

        var twice = Context.Data.GroupSessions(once, "User", "Time", new SessionGroupingOptions { Gap = TimeSpan.FromHours(1) });

        twice.GetColumn<uint>("GroupId").Should().Equal(1, 1, 1, 2, 2);
    }

    [Fact]
    public void GroupSessions_FollowedByAPipelineAndTheReader_GivesChains()
    {
        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(Shuffled), "User", "Time");
        var state = Context.Transforms.Concatenate("State", "Features", "Step").Fit(grouped).Transform(grouped);

        var dataset = SessionReader.Read(LogRow.Host(), state, new SessionColumns { Features = "State", Group = "GroupId" });

        dataset.NextRow.Should().Equal(1, -1, -1, 4, -1);
        LogRow.RowOf(dataset.Features, 1).Should().Equal(4, -4, 1);
    }

    [Fact]
    public void GroupSessions_TextFile_ReadsItInOrder()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, ["b\t3600000\t1", "a\t60000\t2", "b\t0\t3", "a\t0\t4"]);
        var data = Context.Data.LoadFromTextFile(file,
        [
            new TextLoader.Column("User", DataKind.String, 0), new TextLoader.Column("Time", DataKind.Int64, 1),
            new TextLoader.Column("Row", DataKind.Int32, 2),
        ]);

        var grouped = Context.Data.GroupSessions(data, "User", "Time");
        var rows = grouped.GetColumn<int>("Row").ToArray();
        var sessions = grouped.GetColumn<uint>("GroupId").ToArray();
        File.Delete(file);

        rows.Should().Equal(4, 2, 3, 1);
        sessions.Should().Equal(1, 1, 2, 3);
    }

    [Theory]
    [InlineData("Nowhere", "Time", "*user column 'Nowhere'*")]
    [InlineData("DoubleTime", "Time", "*user column 'DoubleTime': expected a key, an integer or text, got Double*")]
    [InlineData(null, "Time", "must name the user column, but was null*")]
    [InlineData("User", null, "must name the timestamp column, but was null*")]
    [InlineData("User", "Nowhere", "*timestamp column 'Nowhere'*")]
    [InlineData("User", "Features", "*timestamp column 'Features': expected a number of seconds, milliseconds,*or ISO 8601 text, got Vector<Single, 2>*")]
    public void GroupSessions_WrongColumn_NamesIt(string? user, string? time, string message)
    {
        var group = () => Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(Shuffled), user!, time!);

        group.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void GroupSessions_BadTime_NamesRowAndValue(double time, string written)
    {
        var group = () =>
            Context.Data.GroupSessions(Context.Data.LoadFromEnumerable([EventRow.At(0, 1, 1), new EventRow { DoubleTime = time }]), "User", "DoubleTime");

        group.Should().Throw<InvalidOperationException>()
            .WithMessage(
                $"Row 1 (the first row is 0*), timestamp column 'DoubleTime': the value is {written}, but it must be a finite number. Give every row a time*");
    }

    [Fact]
    public void GroupSessions_MissingUser_NamesTheRow()
    {
        var group = () => Context.Data.GroupSessions(Context.Data.LoadFromEnumerable([new EventRow { User = "" }]), "User", "Time");

        group.Should().Throw<InvalidOperationException>()
            .WithMessage("Row 0 *user column 'User': the value is empty text, which means a missing value. Give every row a value*");
    }

    [Fact]
    public void GroupSessions_NoRows_SaysSo()
    {
        var group = () => Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(Array.Empty<EventRow>()), "User", "Time");

        group.Should().Throw<InvalidOperationException>().WithMessage("The data has no rows.*");
    }

    [Fact]
    public void GroupSessions_SourceThatShrinks_SaysWhatChanged()
    {
        var rows = new List<EventRow> { EventRow.At(0, 1, 1), EventRow.At(1, 1, 2) };
        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows.Select(row => row)), "User", "Time");
        rows.RemoveAt(1);

        var read = () => grouped.GetColumn<int>("Row").ToArray();

        read.Should().Throw<InvalidOperationException>()
            .WithMessage("The data had 2 rows when the sessions were grouped, but it has only 1 rows now. Group the sessions again*");
    }

    [Fact]
    public void GroupSessions_UnsortedLogWithAColumnOfObjects_SaysWhichAndWhatToDo()
    {
        BlobRow[] rows = [new() { Time = 2 }, new() { Time = 1 }];

        var group = () => Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows), "User", "Time");

        group.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*sorted column 'Blob': expected a type that can be held in memory (drop the column*");
    }

    [Fact]
    public void GroupSessions_SortedLogWithAColumnOfObjects_PassesThemThrough()
    {
        BlobRow[] rows = [new() { Time = 1 }, new() { Time = 2 }];

        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows), "User", "Time");

        Context.Data.CreateEnumerable<BlobRow>(grouped, reuseRowObject: false).Select(row => row.Blob).Should().Equal(rows.Select(row => row.Blob));
    }

    [Fact]
    public void GroupSessions_GapOfZero_IsRefused()
    {
        var group = () =>
            Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(Shuffled), "User", "Time", new SessionGroupingOptions { Gap = TimeSpan.Zero });

        group.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*must be greater than zero, but was 00:00:00*").WithParameterName("Gap");
    }

    private sealed class Blob;

    private sealed class BlobType() : StructuredDataViewType(typeof(Blob))
    {
        public override bool Equals(DataViewType? other) => other is BlobType;

        public override int GetHashCode() => 1;
    }

    private sealed class BlobAttribute : DataViewTypeAttribute
    {
        public override bool Equals(DataViewTypeAttribute? other) => other is BlobAttribute;

        public override int GetHashCode() => 1;

        public override void Register() => DataViewTypeManager.Register(new BlobType(), typeof(Blob), this);
    }

    private sealed class BlobRow
    {
        public string User { get; set; } = "u";

        public long Time { get; set; }

        [Blob]
        public Blob Blob { get; set; } = new();
    }

    private sealed class CountingEnumerable(EventRow[] rows) : IEnumerable<EventRow>
    {
        public int Passes { get; private set; }

        public IEnumerator<EventRow> GetEnumerator()
        {
            Passes++;
            return rows.AsEnumerable().GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
