using System.Globalization;
using JointFit.Shards;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

public sealed class ParquetOutputTests : IDisposable
{
    private const int Groups = 12;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("output-");

    private string File => Path.Combine(_folder.FullName, "out.parquet");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Write_EveryType_IsReadAsItWas()
    {
        var time = new DateTime(2026, 11, 29, 20, 15, 30);
        Row[] rows =
        [
            new()
            {
                Flag = true, Count = 7, Large = ulong.MaxValue, Ratio = 0.5, Text = "a", Numbers = [1, 2], Time = time,
                Instant = new(time, TimeSpan.FromHours(2)),
            },
            new(),
        ];
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(rows);
        string[] names = [.. data.Schema.Select(column => column.Name)];

        await Write(data, names);

        var read = ml.Data.CreateEnumerable<Row>(ml.Data.LoadFromParquet<Row>(File), reuseRowObject: false).ToArray();
        read.Should().BeEquivalentTo(rows, options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Write_NoRows_IsAFileWithItsColumns()
    {
        var ml = new MLContext(1);

        (await Write(ml.Data.LoadFromEnumerable(Array.Empty<Row>()), ["Text", "Numbers"])).Should().Be(0);

        var read = ml.Data.LoadFromParquet(File);
        read.GetRowCount().Should().Be(0);
        read.Schema.Select(column => column.Name).Should().Equal("Text", "Numbers");
    }

    [Theory]
    [InlineData("Nothing", "There is no column 'Nothing'.*'Text'*")]
    [InlineData("Key", "Column 'Key' has type Key*cannot be written*")]
    public async Task Write_ColumnThatCannotBeWritten_IsNamed(string name, string message)
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(new[] { new Row() });
        var keyed = ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);

        await FluentActions.Awaiting(() => Write(keyed, [name])).Should().ThrowAsync<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Write_ManyRowGroups_KeepsNoneInMemory()
    {
        var result = ChildProcess.Run(WriteGroups, File);

        result.ExitCode.Should().Be(0, result.Error);
        var kept = result.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        kept.Should().HaveCount(Groups);
        (kept[^1] - kept[1]).Should().BeLessThan(kept[1] / 4, "the bytes that are in use do not grow with the file");
    }

    /// <summary>Writes row groups of the same size, and the bytes that are in use after each of them.</summary>
    private static void WriteGroups(string[] words)
    {
        var ml = new MLContext(1);
        var rows = Enumerable.Range(0, Groups * ParquetOutput.RowsPerGroup).Select(row => new Row { Large = (ulong)row, Numbers = [row, row, row, row] });
        using var file = System.IO.File.Create(words[0]);
        ParquetOutput.Write(file, ml.Data.LoadFromEnumerable(rows), ["Large", "Numbers"], new Dictionary<string, string>(), new Measured(), default)
            .GetAwaiter().GetResult();
    }

    private async Task<long> Write(IDataView data, string[] names)
    {
        using var file = System.IO.File.Create(File);
        return await ParquetOutput.Write(file, data, names, new Dictionary<string, string>(), progress: null, default);
    }

    private sealed class Measured : IProgress<long>
    {
        public void Report(long value) => Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
    }

    private sealed class Row
    {
        public bool Flag { get; set; }

        public int Count { get; set; }

        public ulong Large { get; set; }

        public double Ratio { get; set; }

        public string Text { get; set; } = "";

        public DateTime Time { get; set; }

        public DateTimeOffset Instant { get; set; }

        public float[] Numbers { get; set; } = [];
    }
}
