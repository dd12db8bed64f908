using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class TrainTestSplitBySessionTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void TrainTestSplitBySession_AnyLog_KeepsSessionsWholeRowsOnceAndInOrder()
    {
        var logs = Gen.Choose(-50, 50).ListOf().Zip(Gen.Choose(0, 1000)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50).WithReplay(23, 29), Prop.ForAll(logs, log =>
        {
            var split = Context.Data.TrainTestSplitBySession(View(log.Item1), "UserNumber", 0.4, seed: log.Item2);

            var (train, test) = (Rows(split.TrainSet), Rows(split.TestSet));
            train.Should().BeInAscendingOrder();
            test.Should().BeInAscendingOrder();
            train.Concat(test).Order().Should().Equal(Enumerable.Range(0, log.Item1.Count));
            split.TrainSet.GetColumn<int>("UserNumber").Should().NotIntersectWith(split.TestSet.GetColumn<int>("UserNumber").ToArray());
        }));
    }

    [Theory]
    [InlineData("User")]
    [InlineData("UserKey")]
    [InlineData("UserNumber")]
    public void TrainTestSplitBySession_ManySessions_TestShareIsNearTheFractionAndNotARangeOfValues(string column)
    {
        const int Sessions = 2000;
        var rows = Enumerable.Range(0, Sessions).Select(session => KeyRow.Of(session)).ToArray();

        var split = Context.Data.TrainTestSplitBySession(Context.Data.LoadFromEnumerable(rows), column, 0.2, seed: 3);

        var test = Rows(split.TestSet);
        var standardDeviation = Math.Sqrt(Sessions * 0.2 * 0.8);
        test.Should()
            .HaveCountGreaterThan((int)((0.2 * Sessions) - (4 * standardDeviation))).And.HaveCountLessThan((int)((0.2 * Sessions) + (4 * standardDeviation)));
        test.Count(row => row < Sessions / 2).Should().BeInRange(test.Length / 3, test.Length * 2 / 3);
    }

    [Fact]
    public void TrainTestSplitBySession_SameSeed_SameSplitAndAnotherSeedAnother()
    {
        var data = View(Enumerable.Range(0, 200));

        var test = Rows(Context.Data.TrainTestSplitBySession(data, "UserNumber", seed: 5).TestSet);

        Rows(Context.Data.TrainTestSplitBySession(data, "UserNumber", seed: 5).TestSet).Should().Equal(test);
        Rows(Context.Data.TrainTestSplitBySession(data, "UserNumber", seed: 6).TestSet).Should().NotEqual(test);
    }

    [Fact]
    public void TrainTestSplitBySession_NoSeed_TakesTheContexts()
    {
        var rows = Enumerable.Range(0, 200).Select(session => EventRow.At(session, session, 0)).ToArray();
        int[] TestRows(MLContext context, int? seed)
            => Rows(context.Data.TrainTestSplitBySession(context.Data.LoadFromEnumerable(rows), "UserNumber", seed: seed).TestSet);

        TestRows(new MLContext(7), null).Should().Equal(TestRows(new MLContext(8), 7));
        TestRows(new MLContext(), null).Should().Equal(TestRows(new MLContext(8), 0));
    }

    [Fact]
    public void TrainTestSplitBySession_MoreRows_MoveNoSession()
    {
        var few = Context.Data.TrainTestSplitBySession(View(Enumerable.Range(0, 50)), "UserNumber", seed: 1);
        var many = Context.Data.TrainTestSplitBySession(View(Enumerable.Range(0, 500)), "UserNumber", seed: 1);

        Rows(many.TestSet).Where(row => row < 50).Should().Equal(Rows(few.TestSet));
    }

    [Fact]
    public void TrainTestSplitBySession_GroupedSessions_KeepsEveryColumn()
    {
        var rows = Enumerable.Range(0, 300).Select(row => EventRow.At(row, user: row % 60, minutes: row)).ToArray();
        var grouped = Context.Data.GroupSessions(Context.Data.LoadFromEnumerable(rows), "User", "Time");

        var split = Context.Data.TrainTestSplitBySession(grouped, seed: 2);

        split.TestSet.Schema.Select(column => column.Name).Should().Equal(grouped.Schema.Select(column => column.Name));
        Contents(split.TrainSet).Concat(Contents(split.TestSet)).Order().Should().Equal(Contents(grouped).Order());
    }

    [Fact]
    public void TrainTestSplitBySession_TextFileReadInParallel_KeepsSessionsWhole()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, Enumerable.Range(0, 5000).Select(row => $"session {row % 250}\t{row}"));
        var data = Context.Data.LoadFromTextFile(file, [new TextLoader.Column("GroupId", DataKind.String, 0), new TextLoader.Column("Row", DataKind.Int32, 1)]);

        var split = Context.Data.TrainTestSplitBySession(data, seed: 1);
        var (train, test) = (Rows(split.TrainSet), Rows(split.TestSet));
        var parallel = RowsOfCursorSet(split.TestSet);
        File.Delete(file);

        train.Concat(test).Order().Should().Equal(Enumerable.Range(0, 5000));
        train.Select(row => row % 250).Should().NotIntersectWith(test.Select(row => row % 250));
        parallel.Order().Should().Equal(test);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public void TrainTestSplitBySession_FractionOutOfRange_IsRefused(double fraction)
    {
        var split = () => Context.Data.TrainTestSplitBySession(View([1]), "UserNumber", fraction);

        split.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage(FormattableString.Invariant($"*must be between 0 and 1, both excluded, but was {fraction}*"));
    }

    [Theory]
    [InlineData("GroupId", "*session column 'GroupId'*")]
    [InlineData("SingleTime", "*session column 'SingleTime': expected a key, an integer or text, got Single*")]
    public void TrainTestSplitBySession_WrongColumn_NamesIt(string column, string message)
    {
        var split = () => Context.Data.TrainTestSplitBySession(View([1]), column);

        split.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void TrainTestSplitBySession_NoColumn_SaysHowToSplitRowsWithoutSessions()
    {
        const string Remedy = "if every row is a session of its own, split with mlContext.Data.TrainTestSplit";

        Splitting(null!).Should().Throw<ArgumentOutOfRangeException>().WithMessage($"must name the session column ({Remedy}), but was null*")
            .WithParameterName("rowGroupColumnName");
        Splitting(" ").Should().Throw<ArgumentOutOfRangeException>().WithMessage("must name the session column *, but was blank*")
            .WithParameterName("rowGroupColumnName");
        Splitting("Nowhere").Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage($"*session column 'Nowhere'. The data has these columns: *GroupSessions; {Remedy}.*");

        static Action Splitting(string column) => () => Context.Data.TrainTestSplitBySession(View([1]), column);
    }

    private static List<int> RowsOfCursorSet(IDataView data)
    {
        var rows = new List<int>();
        foreach (var cursor in data.GetRowCursorSet([data.Schema["Row"]], 3))
        {
            using (cursor)
            {
                var get = cursor.GetGetter<int>(data.Schema["Row"]);
                var row = 0;
                while (cursor.MoveNext())
                {
                    get(ref row);
                    rows.Add(row);
                }
            }
        }
        return rows;
    }

    private static IDataView View(IEnumerable<int> sessions) =>
        Context.Data.LoadFromEnumerable(sessions.Select((session, row) => EventRow.At(row, session, minutes: row)).ToArray());

    private static IEnumerable<string> Contents(IDataView data) => Context.Data.CreateEnumerable<Grouped>(data, reuseRowObject: false)
        .Select(row => $"{row.Row} {row.User} {row.GroupId} {row.Step} {string.Join(' ', row.Features)}");

    private static int[] Rows(IDataView data) => [.. data.GetColumn<int>("Row")];

    private sealed class Grouped
    {
        public int Row { get; set; }

        public uint GroupId { get; set; }

        public float Step { get; set; }

        public string User { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    private sealed class KeyRow
    {
        public int Row { get; set; }

        public string User { get; set; } = "";

        [KeyType(2000)]
        public uint UserKey { get; set; }

        public int UserNumber { get; set; }

        public static KeyRow Of(int session) => new() { Row = session, User = $"u{session}", UserKey = (uint)session, UserNumber = session };
    }
}
