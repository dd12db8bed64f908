using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class SessionReaderTests
{
    private static readonly SessionColumns Columns = new() { Features = "Features", Group = "Session", Responses = ["Watch", "Click"] };

    [Fact]
    public void Read_SeveralResponses_KeepsThemInOrderAndBooleansAsZeroAndOne()
    {
        var dataset = LogRow.Read(Columns,
            new LogRow { Features = [1, 2, 3], Watch = 7.5f, Click = true },
            new LogRow { Features = [4, 0, 6], Watch = -1, Click = false });

        dataset.RowCount.Should().Be(2);
        LogRow.RowOf(dataset.Features, 0).Should().Equal(1, 2, 3);
        LogRow.RowOf(dataset.Features, 1).Should().Equal(4, 0, 6);
        dataset.Responses.Should().BeEquivalentTo(new float[][] { [7.5f, -1], [1, 0] }, options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData("Session")]
    [InlineData("SessionKey")]
    [InlineData("SessionNumber")]
    public void Read_InterleavedSessions_ChainsRowsOfEqualValueInRowOrder(string group)
    {
        // The values include a negative number, and a text that is a prefix of another one. Values must be compared as wholes.
        var rows = new[] { 0, 1, 0, 2, 1, 0 }.Select(session => new LogRow
        {
            Session = "user" + new string('x', session),
            SessionKey = (uint)(8 - session),
            SessionNumber = session - 1,
        }).ToArray();

        var dataset = LogRow.Read(Columns with { Group = group }, rows);

        dataset.SessionCount.Should().Be(3);
        dataset.SessionOfRow.Should().Equal(0, 1, 0, 2, 1, 0);
        dataset.NextRow.Should().Equal(2, 4, 5, -1, -1, -1);
    }

    [Fact]
    public void Read_Positions_KeepsThemInRowOrder()
    {
        var rows = new[] { 3, 0, 1000 }.Select(position => new LogRow { SessionNumber = position }).ToArray();

        LogRow.Read(Columns with { Position = "SessionNumber" }, rows).Positions.Should().Equal(3, 0, 1000);
        LogRow.Read(Columns, rows).Positions.Should().BeNull();
    }

    [Fact]
    public void Read_SingleRow_IsASessionWithoutSuccessor()
    {
        var dataset = LogRow.Read(Columns, new LogRow());

        dataset.SessionCount.Should().Be(1);
        dataset.NextRow.Should().Equal(-1);
    }

    [Fact]
    public void Read_NoGroupColumn_MakesEveryRowASession()
    {
        var dataset = LogRow.Read(Columns with { Group = null }, new LogRow(), new LogRow());

        dataset.SessionCount.Should().Be(2);
        dataset.SessionOfRow.Should().Equal(0, 1);
        dataset.NextRow.Should().Equal(-1, -1);
    }

    [Fact]
    public void Read_UnnamedRoles_AreAbsent()
    {
        var dataset = LogRow.Read(Columns with { Responses = [] }, new LogRow());

        dataset.Responses.Should().BeEmpty();
        dataset.Actions.Should().BeNull();
        dataset.ActionCount.Should().Be(0);
        dataset.ActionFeatures.Should().BeNull();
        dataset.ActionVectors.Should().BeNull();
        dataset.Propensities.Should().BeNull();
        dataset.Weights.Should().BeNull();
    }

    [Fact]
    public void Read_KeyActions_AreZeroBasedWithOneFeatureRowPerAction()
    {
        var dataset = LogRow.Read(Columns with { Action = "Action", ActionFeatures = "ActionFeatures", Propensity = "Propensity", Weight = "Weight" },
            new LogRow { Action = 4, ActionFeatures = [0, 5], Propensity = 1, Weight = 0 },
            new LogRow { Action = 1, ActionFeatures = [2, 0], Propensity = 0.25f, Weight = 3 },
            new LogRow { Action = 4, ActionFeatures = [0, 5], Propensity = 0.5f, Weight = 1 });

        dataset.Actions.Should().Equal(4, 1, 4);
        dataset.ActionCount.Should().Be(5);
        dataset.ActionFeatures!.RowCount.Should().Be(5);
        LogRow.RowOf(dataset.ActionFeatures, 4).Should().Equal(0, 5);
        LogRow.RowOf(dataset.ActionFeatures, 1).Should().Equal(2, 0);
        LogRow.RowOf(dataset.ActionFeatures, 0).Should().Equal(0, 0);
        dataset.Propensities.Should().Equal(1, 0.25f, 0.5f);
        dataset.Weights.Should().Equal(0, 3, 1);
    }

    [Fact]
    public void Read_ContinuousActions_AreRowsWithDensitiesAboveOneAllowed()
    {
        var dataset = LogRow.Read(Columns with { Action = "ActionVector", Propensity = "Propensity" }, new LogRow { ActionVector = [-1, 2], Propensity = 3 });

        LogRow.RowOf(dataset.ActionVectors!, 0).Should().Equal(-1, 2);
        dataset.Actions.Should().BeNull();
        dataset.Propensities.Should().Equal(3);
    }

    [Fact]
    public void Read_SparseFeatures_StaySparse()
    {
        var rows = Enumerable.Range(0, 200).Select(row => new SparseRow { Features = new VBuffer<float>(1000, 2, [row + 1, -1], [row, 999]) });

        var table = SessionReader.Read(LogRow.Host(), new MLContext(1).Data.LoadFromEnumerable(rows), new SessionColumns { Features = "Features" }).Features;

        ((BlockedFeatureTable)table).Blocks.Should().AllBeOfType<FeatureBlock.Sparse>();
        LogRow.RowOf(table, 130).Should().Equal(Enumerable.Range(0, 1000).Select(slot => slot == 130 ? 131f : slot == 999 ? -1 : 0));
    }

    [Fact]
    public void Read_SparseActionFeatures_EqualTheSameValuesGivenDense()
    {
        VBuffer<float> dense = new(3, [0, 2, 0]);
        VBuffer<float> sparse = new(3, 1, [2], [1]);
        SparseActionRow[] rows = [new() { ActionFeatures = dense }, new() { ActionFeatures = sparse }];

        var dataset = SessionReader.Read(LogRow.Host(), new MLContext(1).Data.LoadFromEnumerable(rows),
            new SessionColumns { Features = "Features", Action = "Action", ActionFeatures = "ActionFeatures" });

        LogRow.RowOf(dataset.ActionFeatures!, 0).Should().Equal(0, 2, 0);
    }

    [Fact]
    public void Read_NormalizedTextFile_ReadsWhatThePipelineMakesOfIt()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, ["session,a,b,watch", "7,0,10,1.5", "3,5,0,2.5", "7,10,0,3.5"]);
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromTextFile(file,
        [
            new TextLoader.Column("GroupId", DataKind.UInt64, 0),
            new TextLoader.Column("Features", DataKind.Single, 1, 2),
            new TextLoader.Column("Watch", DataKind.Single, 3),
        ], separatorChar: ',', hasHeader: true);
        var normalized = mlContext.Transforms.NormalizeMinMax("Features").Fit(data).Transform(data);

        var dataset = SessionReader.Read(LogRow.Host(), normalized, new SessionColumns { Features = "Features", Group = "GroupId", Responses = ["Watch"] });
        File.Delete(file);

        Enumerable.Range(0, 3).Select(row => LogRow.RowOf(dataset.Features, row))
            .Should().BeEquivalentTo(new float[][] { [0, 1], [0.5f, 0], [1, 0] }, options => options.WithStrictOrdering());
        dataset.NextRow.Should().Equal(2, -1, -1);
        dataset.Responses[0].Should().Equal(1.5f, 2.5f, 3.5f);
    }

    [Fact]
    public void Read_AnyLog_OpensOneCursorOverTheNamedColumnsOnly()
    {
        var view = new CountingView(LogRow.View(new LogRow()));

        SessionReader.Read(LogRow.Host(), view, Columns);

        view.Cursors.Should().ContainSingle().Which.Should().BeEquivalentTo("Features", "Session", "Watch", "Click");
    }

    private sealed class SparseRow
    {
        [VectorType(1000)]
        public VBuffer<float> Features { get; set; }
    }

    private sealed class SparseActionRow
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [1];

        [KeyType(1)]
        public uint Action { get; set; }

        [VectorType(3)]
        public VBuffer<float> ActionFeatures { get; set; }
    }

    private sealed class CountingView(IDataView inner) : IDataView
    {
        public List<string[]> Cursors { get; } = [];

        public bool CanShuffle => inner.CanShuffle;

        public DataViewSchema Schema => inner.Schema;

        public long? GetRowCount() => inner.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            var columns = columnsNeeded.ToArray();
            Cursors.Add([.. columns.Select(column => column.Name)]);
            return inner.GetRowCursor(columns, rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }
}
