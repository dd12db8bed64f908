using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.BadInput;
using Microsoft.ML.ReinforcementRanking.Tests.Sources;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;

public class ResponseStatisticsTests
{
    private const int RowCount = 120;

    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData(null, true)]
    [InlineData(null, false)]
    [InlineData(2.5, true)]
    public void Transform_RandomLog_SeesTheEarlierRowsAlone(double? strength, bool isSorted)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var rows = InOrder(StatisticsRow.Draw(seed, RowCount), isSorted);

            var statistics = Features(Estimator(strength).Fit(View(rows)), rows);

            for (var row = 0; row < rows.Length; row++)
                Compare(statistics[row], PlainStatistics.Of([.. rows.Where(other => other.Time < rows[row].Time)], rows[row], strength));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transform_AnotherResponse_ChangesLaterRowsAlone(bool isSorted)
    {
        var (later, changes) = (0, 0);
        for (var seed = 1; seed <= 8; seed++)
        {
            var rows = InOrder(StatisticsRow.Draw(seed, RowCount), isSorted);
            var changed = rows[(seed * 37) % RowCount];
            StatisticsRow[] others = [.. rows.Select(row => ReferenceEquals(row, changed) ? row with { Watch = 99, Click = !row.Click } : row)];

            var (before, after) = (Features(Estimator().Fit(View(rows)), rows), Features(Estimator().Fit(View(others)), others));

            for (var row = 0; row < rows.Length; row++)
            {
                if (rows[row].Time <= changed.Time)
                    after[row].Should().Equal(before[row]);
                else if (++later > 0 && !after[row].SequenceEqual(before[row]))
                    changes++;
            }
        }
        changes.Should().BeGreaterThan(later / 2, "later rows do see the response");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transform_TestRows_AreTheSameAsInTheWholeLog(bool isSorted)
    {
        var (training, test) = Split(StatisticsRow.Draw(7, RowCount));
        var fitted = Estimator().Fit(View(training));
        StatisticsRow[] whole = [.. training, .. test];
        var expected = Features(fitted, whole)[training.Length..];

        var shuffled = InOrder(test, isSorted);
        var actual = Features(fitted, shuffled);

        for (var row = 0; row < test.Length; row++)
            actual[Array.IndexOf(shuffled, test[row])].Should().Equal(expected[row], "a test row sees the training rows and the earlier test rows");
    }

    [Fact]
    public void PredictionEngine_WithTheRowsSoFar_GivesWhatTransformGives()
    {
        var (training, test) = Split(StatisticsRow.Draw(8, RowCount));
        var fitted = Estimator().Fit(View(training));
        var expected = Features(fitted, test);

        for (var row = 0; row < test.Length; row++)
        {
            StatisticsRow[] earlier = [.. test.Where(other => other.Time < test[row].Time)];
            var current = earlier.Length == 0 ? fitted : fitted.WithRows(View(earlier));
            using var engine = Context.Model.CreatePredictionEngine<Request, Scored>(current);
            engine.Predict(new(test[row])).Statistics.Should().Equal(expected[row]);
        }
    }

    [Fact]
    public void Transform_NoResponses_GivesTheFittedStatistics()
    {
        var (training, test) = Split(StatisticsRow.Draw(9, RowCount));
        var fitted = Estimator().Fit(View(training));

        var requests = Context.Data.LoadFromEnumerable(test.Select(row => new Request(row)));
        var actual = Features(fitted.Transform(requests));

        for (var row = 0; row < test.Length; row++)
            Compare(actual[row], PlainStatistics.Of(training, test[row], strength: null));
    }

    [Fact]
    public void Save_FittedPipeline_GivesTheSameStatistics()
    {
        var (training, test) = Split(StatisticsRow.Draw(10, RowCount));
        var fitted = Estimator(options: new() { PriorStrength = 3, KeyCombinations = [["User", "Item"]] }).Fit(View(training));
        using var file = new MemoryStream();
        Context.Model.Save(fitted, View(training).Schema, file);

        var loaded = Context.Model.Load(file, out var schema);

        Features(loaded.Transform(View(test))).Should().BeEquivalentTo(Features(fitted, test), choice => choice.WithStrictOrdering());
        Features(loaded.Transform(View(training))).Should().BeEquivalentTo(Features(fitted, training), choice => choice.WithStrictOrdering());
        using var again = new MemoryStream();
        Context.Model.Save(loaded, schema, again);
        again.Length.Should().Be(file.Length);
    }

    [Fact]
    public void Transform_KeyColumn_IsReadByItsValues()
    {
        var (training, test) = Split(StatisticsRow.Draw(11, RowCount));
        var expected = Features(Estimator().Fit(View(training)), test);
        var keys = Context.Transforms.Conversion.MapValueToKey("User");

        var fitted = Estimator().Fit(keys.Fit(View(training)).Transform(View(training)));
        var actual = Features(fitted.Transform(keys.Fit(View(test)).Transform(View(test))));

        // The mapping makes a value of the empty text, too.
        for (var row = 0; row < test.Length; row++)
            actual[row].Should().Equal(expected[row], "the two mappings number the users differently");
    }

    [Fact]
    public void SlotNames_TwoKeysAndTheirPair_NameTheKeyAndTheResponse()
    {
        var fitted = Estimator().Fit(View(StatisticsRow.Draw(1, RowCount)));

        fitted.SlotNames.Take(5).Should().Equal("User.LogCount", "User.LogSecondsSinceLast", "User.Watch.Mean", "User.Click.Mean", "Item.LogCount");
        fitted.SlotNames.Should().HaveCount(12).And.EndWith("User+Item.Click.Mean");
        VBuffer<ReadOnlyMemory<char>> names = default;
        fitted.GetOutputSchema(View(StatisticsRow.Draw(1, 2)).Schema)["Statistics"].GetSlotNames(ref names);
        names.DenseValues().Select(name => name.ToString()).Should().Equal(fitted.SlotNames);
    }

    [Fact]
    public void Transform_SortedOrNot_ReadsItsSourceAsDocumented()
    {
        var rows = StatisticsRow.Draw(1, RowCount);
        var source = new CountingView(View(rows));
        var unsorted = new CountingView(View([.. rows.Reverse()]));

        source.During(() => Estimator().Fit(source)).Should().Equal("User Item Watch Click Time");
        var view = Estimator().Fit(source).Transform(source);
        source.During(() => Features(view)).Should().Equal("Time", "User Item Time Watch Click");
        source.During(() => Features(view)).Should().Equal(["User Item Time Watch Click"], "the order is known");
        var others = Estimator().Fit(source).Transform(unsorted);
        unsorted.During(() => Features(others)).Should().Equal("Time", "User Item Watch Click Time", "");
        unsorted.During(() => Features(others)).Should().Equal([""], "the statistics are held in memory");
    }

    [Fact]
    public void GetGetter_ColumnThatWasNotAskedFor_IsRefused()
    {
        var rows = View(StatisticsRow.Draw(1, RowCount));
        var view = Estimator().Fit(rows).Transform(rows);
        using var cursor = view.GetRowCursor([view.Schema["User"]]);

        FluentActions.Invoking(() => cursor.GetGetter<VBuffer<float>>(view.Schema["Statistics"])).Should().Throw<ArgumentException>()
            .WithMessage("*not active*");
    }

    [Fact]
    public void ResponseStatistics_NoData_IsRefusedByTheNameOfTheParameter()
    {
        var fitted = Estimator().Fit(View(StatisticsRow.Draw(1, RowCount)));

        FluentActions.Invoking(() => Estimator().Fit(null!)).Should().Throw<ArgumentNullException>().WithParameterName("input");
        FluentActions.Invoking(() => Estimator().GetOutputSchema(null!)).Should().Throw<ArgumentNullException>().WithParameterName("inputSchema");
        FluentActions.Invoking(() => fitted.Transform(null!)).Should().Throw<ArgumentNullException>().WithParameterName("input");
        FluentActions.Invoking(() => fitted.WithRows(null!)).Should().Throw<ArgumentNullException>().WithParameterName("rows");
    }

    [Theory]
    [InlineData("Statistics", "User Item Time Watch Click Statistics")]
    [InlineData("Watch", "User Item Time Click Watch")]
    public void GetOutputSchema_Shape_HasTheOutputOnce(string output, string names)
    {
        var estimator = Context.Transforms.ResponseStatistics(output, ["User"], ["Click"], "Time");

        var columns = estimator.GetOutputSchema(BadTrainingData.SchemaOf(View(StatisticsRow.Draw(1, 2)))).ToArray();

        columns.Select(column => column.Name).Should().Equal(names.Split(' '));
        (columns[^1].Kind, columns[^1].ItemType, columns[^1].IsKey).Should().Be((SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));
    }

    [Fact]
    public void WithRows_RowsThatTheStatisticsHave_Throws()
    {
        var rows = View(StatisticsRow.Draw(1, RowCount));

        var again = () => Estimator().Fit(rows).WithRows(rows);

        again.Should().Throw<InvalidOperationException>().WithMessage("Row 0 *timestamp column 'Time': the time is not later than all rows*Give each*");
    }

    [Fact]
    public void WithRows_RowsNearTheNewestTime_MustBeLater()
    {
        var rows = StatisticsRow.Draw(1, RowCount);
        var (fitted, newest) = (Estimator().Fit(View(rows)), rows[^1]);

        FluentActions.Invoking(() => fitted.WithRows(View([newest]))).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => fitted.WithRows(View([newest with { Time = newest.Time + 1 }]))).Should().NotThrow();
    }

    [Theory]
    [InlineData("User", "*key column 'User'*")]
    [InlineData("Item", "*key column 'Item'*")]
    [InlineData("Click", "*response column 'Click'*")]
    [InlineData("Time", "*timestamp column 'Time'*")]
    public void GetOutputSchema_ColumnIsMissing_NamesIt(string name, string message)
    {
        var log = View(StatisticsRow.Draw(1, 2));
        var shape = BadTrainingData.SchemaOf(Context.Transforms.DropColumns(name).Fit(log).Transform(log));

        FluentActions.Invoking(() => Estimator().GetOutputSchema(shape)).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void Fit_InfiniteResponse_ThrowsWithTheRow()
    {
        var rows = StatisticsRow.Draw(1, 20);
        rows[3].Watch = float.PositiveInfinity;

        var fit = () => Estimator().Fit(View(rows));

        fit.Should().Throw<InvalidOperationException>().WithMessage("Row 3 *response column 'Watch': the value is Infinity*finite, or NaN*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transform_InfiniteResponse_ThrowsWithTheRow(bool isSorted)
    {
        var rows = InOrder(StatisticsRow.Draw(1, 20), isSorted);
        var fitted = Estimator().Fit(View(rows));
        rows[3].Watch = float.NegativeInfinity;

        FluentActions.Invoking(() => Features(fitted, rows)).Should().Throw<InvalidOperationException>()
            .WithMessage("Row 3 *response column 'Watch': the value is -Infinity*finite, or NaN*");
    }

    [Fact]
    public void Fit_Times_ReportsTheirUnit()
    {
        var context = new MLContext(1);
        List<string> notes = [];
        context.Log += (_, entry) => notes.Add(entry.RawMessage);

        context.Transforms.ResponseStatistics("Statistics", ["User"], ["Click"], "Time").Fit(View(StatisticsRow.Draw(1, RowCount)));

        notes.Should().ContainSingle(note => note.StartsWith("Timestamp column 'Time' is in seconds: from 2023-11-14 22:13:"));
    }

    [Fact]
    public void ResponseStatistics_WrongOptions_ListsThemAll()
    {
        var create = () => Context.Transforms.ResponseStatistics(" ", [], ["Click", "Click"], "Time",
            new() { PriorStrength = 0, KeyCombinations = [["User"]], TimestampUnit = (TimestampUnit)99 });

        create.Should().Throw<ArgumentOutOfRangeException>().WithMessage(
            "*outputColumnName*responseColumnNames must be distinct*at least two columns*PriorStrength must be above 0*TimestampUnit must be one of*");
    }

    [Fact]
    public void ResponseStatistics_CombinationThatIsEmptyOrNull_SaysWhatItNeeds()
    {
        foreach (var (combination, text) in new (string[]?, string)[] { ([], "[]"), (null, "null") })
        {
            var create = () => Context.Transforms.ResponseStatistics("Statistics", ["User"], ["Click"], "Time", new() { KeyCombinations = [combination!] });

            create.Should().Throw<ArgumentOutOfRangeException>()
                .WithMessage($"KeyCombinations must be a list of at least one column name, without null or blank elements, but was {text}.*");
        }
    }

    [Fact]
    public void ResponseStatistics_NoKeys_Throws()
    {
        var create = () => Context.Transforms.ResponseStatistics("Statistics", [], ["Click"], "Time");

        create.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*keyColumnNames must be a list of at least one column name*");
    }

    private static ResponseStatisticsEstimator Estimator(double? strength = null, ResponseStatisticsOptions? options = null)
        => Context.Transforms.ResponseStatistics("Statistics", ["User", "Item"], ["Watch", "Click"], "Time",
            options ?? new() { PriorStrength = strength, KeyCombinations = [["User", "Item"]] });

    private static StatisticsRow[] InOrder(StatisticsRow[] rows, bool isSorted)
        => isSorted ? rows : [.. rows.OrderBy(row => row.User, StringComparer.Ordinal).ThenByDescending(row => row.Time)];

    private static (StatisticsRow[] Training, StatisticsRow[] Test) Split(StatisticsRow[] rows)
    {
        var cut = rows[RowCount * 2 / 3].Time;
        return ([.. rows.Where(row => row.Time < cut)], [.. rows.Where(row => row.Time >= cut)]);
    }

    private static IDataView View(StatisticsRow[] rows) => Context.Data.LoadFromEnumerable(rows);

    private static float[][] Features(ResponseStatisticsTransformer fitted, StatisticsRow[] rows) => Features(fitted.Transform(View(rows)));

    private static float[][] Features(IDataView view) => [.. view.GetColumn<float[]>("Statistics")];

    private static void Compare(float[] actual, float[] expected)
    {
        actual.Should().HaveSameCount(expected);
        for (var slot = 0; slot < actual.Length; slot++)
            actual[slot].Should().BeApproximately(expected[slot], 1e-4f);
    }

    private sealed record Request
    {
        public Request()
        {
        }

        public Request(StatisticsRow row) => (User, Item, Time) = (row.User, row.Item, row.Time);

        public string User { get; set; } = "";

        public long Item { get; set; }

        public long Time { get; set; }
    }

    private sealed class Scored
    {
        public float[] Statistics { get; set; } = [];
    }
}
