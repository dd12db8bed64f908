using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;

public class ParquetViewTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void GetRowCursor_RowGroups_AreReadInOrderWithPositionsAndIds()
    {
        using var file = ParquetFile.Of<int>(new DataField<int>("X"), [1, 2, 3], [], [4], [5, 6]);
        var data = _ml.Data.LoadFromParquet(file.Name);

        using var cursor = data.GetRowCursor(data.Schema);
        var (get, id) = (cursor.GetGetter<int>(data.Schema["X"]), cursor.GetIdGetter());
        var (value, row) = (0, default(DataViewRowId));
        var seen = new List<(long Position, int Value, ulong Id)>();
        while (cursor.MoveNext())
        {
            get(ref value);
            id(ref row);
            seen.Add((cursor.Position, value, row.Low));
        }

        seen.Should().Equal((0, 1, 0), (1, 2, 1), (2, 3, 2), (3, 4, 3), (4, 5, 4), (5, 6, 5));
        data.GetRowCount().Should().Be(6);
        data.CanShuffle.Should().BeFalse();
        cursor.MoveNext().Should().BeFalse("a cursor stays at the end");
        cursor.Position.Should().Be(-1);
    }

    [Fact]
    public void LoadFromParquet_SeveralFiles_AreOneView()
    {
        using var first = ParquetFile.Of<int>(new DataField<int>("X"), [1, 2]);
        using var second = ParquetFile.OfNullable<int>(new DataField<int?>("X"), 3, 4);

        var data = _ml.Data.LoadFromParquet([first.Name, second.Name]);

        data.GetColumn<int>("X").Should().Equal(1, 2, 3, 4);
        data.GetRowCount().Should().Be(4);
    }

    [Fact]
    public void LoadFromParquet_FilesOfOtherColumns_AreAnErrorThatNamesTheSecond()
    {
        using var first = ParquetFile.Of<int>(new DataField<int>("X"), [1, 2]);
        using var second = ParquetFile.Of<long>(new DataField<long>("X"), [3]);

        FluentActions.Invoking(() => _ml.Data.LoadFromParquet([first.Name, second.Name])).Should().Throw<InvalidOperationException>()
            .WithMessage($"*'{second.Name}', column 'X'*Int32*Int64*");
    }

    [Fact]
    public void GetRowCursor_ColumnsThatAreNotRequested_AreNotRead()
    {
        using var file = new ParquetFile().Write(new(new DataField<int>("A"), new DataField<int>("B")), null, async (group, fields) =>
        {
            await group.WriteAsync<int>(fields[0], new[] { 1, 2, 3 });
            await group.WriteAsync<int>(fields[1], new[] { 4, 5, 6 });
        });
        var bytes = file.Bytes;
        bytes.AsSpan(4, 8).Fill(0xff); // the start of the first column
        file.Bytes = bytes;
        var data = _ml.Data.LoadFromParquet(file.Name);

        data.GetColumn<int>("B").Should().Equal(4, 5, 6);
        FluentActions.Invoking(() => data.GetColumn<int>("A").ToArray()).Should().Throw<InvalidDataException>().WithMessage("*row group 0, column 'A'*");
    }

    [Fact]
    public void GetRowCursor_SeveralAtOnce_DoNotDisturbEachOther()
    {
        var groups = Enumerable.Range(0, 20).Select(group => Enumerable.Range(group * 50, 50).ToArray()).ToArray();
        using var file = ParquetFile.Of(new DataField<int>("X"), groups);
        var data = _ml.Data.LoadFromParquet(file.Name);

        var sums = Enumerable.Range(0, 4).AsParallel().Select(_ => data.GetColumn<int>("X").Zip(data.GetColumn<int>("X"), (a, b) => a == b ? a : -1).Sum());

        sums.Should().AllBeEquivalentTo(999 * 1000 / 2);
    }

    [Fact]
    public void Dispose_OfACursor_ClosesTheFile()
    {
        using var file = ParquetFile.Of<int>(new DataField<int>("X"), [1], [2]);
        var data = _ml.Data.LoadFromParquet(file.Name);
        FluentActions.Invoking(() => OpenAlone(file)).Should().NotThrow("loading closes the file");

        var cursor = data.GetRowCursor(data.Schema);
        cursor.MoveNext();
        FluentActions.Invoking(() => OpenAlone(file)).Should().Throw<IOException>();

        cursor.Dispose();
        FluentActions.Invoking(() => OpenAlone(file)).Should().NotThrow();

        static void OpenAlone(ParquetFile file) => new FileStream(file.Name, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Fact]
    public void LoadFromParquet_RowClass_TakesItsColumnsWithTheirTypes()
    {
        using var file = new ParquetFile().Write(new(new DataField<int?>("Click"), new DataField<double>("Watch time"), new DataField<int>("Unused")), null,
            async (group, fields) =>
            {
                await group.WriteAsync<int>(fields[0], new int?[] { 1, null }.AsMemory());
                await group.WriteAsync<double>(fields[1], new[] { 2.5, 3 });
                await group.WriteAsync<int>(fields[2], new[] { 1, 2 });
            });

        var data = _ml.Data.LoadFromParquet<ClickRow>(file.Name);

        data.Schema.Select(column => column.Name).Should().Equal("Click", "Watch time");
        _ml.Data.CreateEnumerable<ClickRow>(data, reuseRowObject: false).Select(row => (row.Click, row.WatchTime)).Should().Equal((1, 2.5f), (float.NaN, 3f));
    }

    [Fact]
    public void LoadFromParquet_WrongColumns_AreErrorsThatNameThem()
    {
        using var file = ParquetFile.Of<int>(new DataField<int>("X"), [1]);
        FluentActions.Invoking(() => Load(new ParquetColumn("Y"))).Should().Throw<ArgumentException>().WithMessage("*column 'Y'*no such column*'X'*");
        FluentActions.Invoking(() => Load(new("X"), new ParquetColumn("X"))).Should().Throw<ArgumentException>().WithMessage("*'X'*more than once*");
        FluentActions.Invoking(() => Load(new ParquetColumn("X", vectorLength: 3))).Should().Throw<ArgumentException>().WithMessage("*'X'*no list*");
        FluentActions.Invoking(() => Load()).Should().Throw<ArgumentException>().WithMessage("*empty*");

        IDataView Load(params ParquetColumn[] columns) => _ml.Data.LoadFromParquet(file.Name, new ParquetLoadOptions { Columns = columns });
    }

    [Fact]
    public void GetRowCursor_FileThatChangedSinceItWasLoaded_IsAnError()
    {
        using var file = ParquetFile.Of<int>(new DataField<int>("X"), [1]);
        var data = _ml.Data.LoadFromParquet(file.Name);
        using var other = ParquetFile.Of<int>(new DataField<int>("X"), [1, 2, 3]);
        file.Bytes = other.Bytes;

        FluentActions.Invoking(() => data.GetColumn<int>("X").ToArray()).Should().Throw<InvalidOperationException>().WithMessage("*has changed*Load it again*");
    }

    private sealed class ClickRow
    {
        public float Click { get; set; }

        [ColumnName("Watch time")]
        public float WatchTime { get; set; }
    }
}
