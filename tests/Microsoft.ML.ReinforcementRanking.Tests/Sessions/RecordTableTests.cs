using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests records against arrays, in memory and in files.</summary>
public sealed class RecordTableTests : IDisposable
{
    private const int Width = 3;
    private const int Count = 5000;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("records-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_RecordsInAnyOrder_AreReadAsTheyWereWritten(bool isInFiles)
    {
        using var folder = CacheFolder.Open(LogRow.Host(), _root.FullName);
        var table = new RecordTable<double>(isInFiles ? folder.NewStore("log") : ColumnStore.Memory, Width);
        var (expected, random) = (new double[Count * Width], new Random(1));
        // Some records are written twice, and others never.
        for (var write = 0; write < Count; write++)
        {
            var record = write == 0 ? Count - 1 : random.Next(Count);
            double[] values = [write, -write, random.NextDouble()];
            table.Write(record, values);
            values.CopyTo(expected, record * Width);
        }

        table.Count.Should().Be(Count);
        table.All().Should().Equal(expected);
        foreach (var (first, count) in new[] { (0, Count), (0, 1), (15, 2), (1000, 3000), (Count - 2, 2) })
        {
            var read = new double[count * Width];
            table.Read(first, read);
            read.Should().Equal(expected[(first * Width)..((first + count) * Width)], "{0} records from {1}", count, first);
        }
        table.Value(1023, 2).Should().Be(expected[1023 * Width + 2]);
        Directory.GetFiles(_root.FullName, "scratch-*").Should().HaveCount(isInFiles ? 3 : 0, "files hold the records from 1024, 2048 and 4096");
        table.Clear();
        (table.Count, table.Value(1023, 2), table.Value(Count - 1, 0)).Should().Be((0, 0, 0), "all records are 0 again");
        Directory.GetFiles(_root.FullName, "scratch-*").Should().BeEmpty();
    }

    [Fact]
    public void Read_RecordThatWasNotWritten_IsZero()
    {
        var table = new RecordTable<int>(ColumnStore.Memory) { [3] = 7 };
        var values = new int[100_000];
        Array.Fill(values, 5);

        table.Read(2, values);

        values[..3].Should().Equal(0, 7, 0);
        values[3..].Should().OnlyContain(value => value == 0);
        table[1 << 20].Should().Be(0);
        table.Count.Should().Be(4);
    }

    [Fact]
    public void Write_MoreRecordsThanTheLongestColumnHas_AreReadAsTheyWereWritten()
    {
        const int Longest = 1 << 18;
        var table = new RecordTable<int>(ColumnStore.Memory);
        int[] records = [Longest - 1, Longest, 2 * Longest - 1, 2 * Longest, 3 * Longest + 5];

        foreach (var record in records)
            table[record] = record;

        foreach (var record in records)
            table[record].Should().Be(record);
        table.All().Sum(value => (long)value).Should().Be(records.Sum(record => (long)record));
    }

    [Fact]
    public void Write_RecordsOfManyValues_NeedsNoColumnThatIsLongerThanAnArray()
    {
        const int Wide = 1 << 24, Record = 200;
        using var folder = CacheFolder.Open(LogRow.Host(), _root.FullName);
        var table = new RecordTable<byte>(folder.NewStore("log"), Wide);

        table.Value(Record, Wide - 1).Should().Be(0);
    }
}
