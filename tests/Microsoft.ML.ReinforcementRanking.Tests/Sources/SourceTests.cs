using DuckDB.NET.Data;
using Microsoft.Data.Analysis;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sources;

/// <summary>Trains on one log from several sources: every source gives the same model (docs/sources.md).</summary>
public sealed class SourceTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("sources").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fit_DataFrame_IsThatOfRows() => Fit(DataFrame.LoadCsv(SourceLog.WriteCsv(_folder))).Should().Be(Fit(SourceLog.Create(_ml, isSorted: true)));

    [Fact]
    public void Fit_Database_IsThatOfRows()
    {
        var database = $"Data Source={Path.Combine(_folder, "log.db")}";
        Execute(database, $"create table log as select * from '{SourceLog.WriteCsv(_folder)}'");

        var log = _ml.Data.CreateDatabaseLoader<SourceRow>()
            .Load(new DatabaseSource(DuckDBClientFactory.Instance, database, "select * from log order by \"User\", \"Time\""));

        Fit(log).Should().Be(Fit(SourceLog.Create(_ml, isSorted: true)));
    }

    [Fact]
    public void Fit_ParquetOfDuckDb_IsThatOfRows()
    {
        var path = Path.Combine(_folder, "log.parquet");
        Execute("Data Source=:memory:", $"copy (select * from '{SourceLog.WriteCsv(_folder)}') to '{path}' (row_group_size 2048)");

        Fit(_ml.Data.LoadFromParquet<SourceRow>(path)).Should().Be(Fit(SourceLog.Create(_ml, isSorted: true)));
    }

    [Theory]
    [InlineData("snappy")]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("brotli")]
    [InlineData("lz4_raw")]
    public void LoadFromParquet_FileOfDuckDb_HasItsValues(string compression)
    {
        var path = Path.Combine(_folder, "all.parquet");
        Execute("Data Source=:memory:", $"""
            copy (select i::tinyint as I8, (i * 1000)::integer as I32, i::ubigint as U64, (i / 4)::decimal(38, 3) as Price, i::double as X,
                         if(i % 3 = 0, null, i::float) as Gap, 'text ' || (i % 5) as Text, i % 2 = 0 as Flag,
                         make_timestamp(1700000000000000 + i) as Local, make_timestamp(1700000000000000 + i) at time zone 'UTC' as Utc,
                         date '2026-11-28' as Day
                  from range(0, 100) as r(i)) to '{path}' (compression {compression})
            """);

        var row = _ml.Data.CreateEnumerable<DuckRow>(_ml.Data.LoadFromParquet<DuckRow>(path), reuseRowObject: false).ElementAt(42);

        row.Should().BeEquivalentTo(new DuckRow
        {
            I8 = 42,
            I32 = 42_000,
            U64 = 42,
            Price = 10.5,
            X = 42,
            Gap = float.NaN,
            Text = "text 2",
            Flag = true,
            Local = DateTime.UnixEpoch.AddMicroseconds(1700000000000042),
            Utc = DateTimeOffset.UnixEpoch.AddMicroseconds(1700000000000042),
            Day = new DateTime(2026, 11, 28),
        });
    }

    [Fact]
    public void LoadFromParquet_EncodingThatParquetNetLacks_NamesTheColumnAndLeavesTheOthers()
    {
        var path = Path.Combine(_folder, "new.parquet");
        Execute("Data Source=:memory:",
            $"copy (select i::integer as N, make_timestamp(1700000000000000 + i) as Time from range(0, 100) as r(i)) to '{path}' (parquet_version v2)");
        var data = _ml.Data.LoadFromParquet(path);

        data.GetColumn<int>("N").Should().Equal(Enumerable.Range(0, 100));
        FluentActions.Invoking(() => data.GetColumn<DateTime>("Time").ToArray()).Should().Throw<NotSupportedException>()
            .WithMessage($"*'{path}', row group 0, column 'Time'*DELTA_BINARY_PACKED*Write the file with*");
    }

    [Fact]
    public void DataFrame_NullOfFloatingPoint_IsNaNAndOfAnIntegerIsZero()
    {
        // The reason for the advice of docs/sources.md: no check can tell this zero from a value.
        IDataView data = new DataFrame(new SingleDataFrameColumn("X", [1, null]), new Int32DataFrameColumn("N", [1, null]));

        data.GetColumn<float>("X").Should().Equal(1, float.NaN);
        data.GetColumn<int>("N").Should().Equal(1, 0);
    }

    private string Fit(IDataView log)
    {
        var split = _ml.Data.TrainTestSplitByTime(_ml.Data.GroupSessions(log, "User", "Time"), "Time");
        var model = SourcePipeline.Create(_ml).Fit(split.TrainSet);
        return _ml.Ranking.EvaluateOffPolicy(model.Transform(split.TestSet), ["WatchTime", "Click"]).ToString();
    }

    private static void Execute(string database, string command)
    {
        using var connection = new DuckDBConnection(database);
        connection.Open();
        using var text = connection.CreateCommand();
        text.CommandText = command;
        text.ExecuteNonQuery();
    }

    private sealed class DuckRow
    {
        public sbyte I8 { get; set; }

        public int I32 { get; set; }

        public ulong U64 { get; set; }

        public double Price { get; set; }

        public double X { get; set; }

        public float Gap { get; set; }

        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public DateTime Local { get; set; }

        public DateTimeOffset Utc { get; set; }

        public DateTime Day { get; set; }
    }
}
