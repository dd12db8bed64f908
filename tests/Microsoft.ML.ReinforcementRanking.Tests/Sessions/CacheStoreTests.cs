using System.IO.MemoryMappedFiles;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests columns in files against those in memory.</summary>
public sealed class CacheStoreTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("columns-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8192)]
    [InlineData(100_003)]
    public void Builder_AnyLength_GivesTheColumnInAFile(int length)
    {
        using var folder = CacheFolder.Open(LogRow.Host(), _root.FullName);
        var builder = folder.NewStore("log").NewBuilder<int>("numbers");
        for (var index = 0; index < length; index++)
            builder.Add(3 * index);

        var column = builder.MoveToColumn();

        column.Length.Should().Be(length);
        column.SequenceEqual(Enumerable.Range(0, length).Select(index => 3 * index)).Should().BeTrue();
        column.Map(value => value / 3, folder.NewStore("log")).SequenceEqual(Enumerable.Range(0, length)).Should().BeTrue();
    }

    [Fact]
    public void Builder_ColumnShorterThanItsFile_CutsTheFile()
    {
        foreach (var length in new[] { 1000, 10 })
        {
            using var folder = CacheFolder.Open(LogRow.Host(), _root.FullName);
            var builder = folder.NewStore("log").NewBuilder<int>("numbers");
            for (var index = 0; index < length; index++)
                builder.Add(index);
            builder.MoveToColumn().Should().Equal(Enumerable.Range(0, length));
        }

        new FileInfo(Path.Combine(_root.FullName, "log-numbers.column")).Length.Should().Be(ColumnFile.Mark.Length + 10 * sizeof(int));
    }

    [Fact]
    public void Prefetch_BeyondTheEndOfTheFile_Ends()
    {
        var stream = File.Create(Path.Combine(_root.FullName, "short"));
        stream.Write([1, 2, 3]);
        stream.Flush();
        using var file = new MappedFile(stream, MemoryMappedFileAccess.Read);

        FluentActions.Invoking(() => file.Prefetch(0, 1000)).Should().NotThrow();
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(4, 2)]
    [InlineData(0, 6)]
    public void Read_OutsideOfTheColumn_IsRefused(int start, int count)
    {
        using var folder = CacheFolder.Open(LogRow.Host(), _root.FullName);
        var column = folder.NewScratch<int>(5);

        FluentActions.Invoking(() => _ = column.Read(start, count).Length).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Read_AfterTheFolderWasClosed_IsRefused()
    {
        var folder = CacheFolder.Open(LogRow.Host(), _root.FullName);
        Column<int>[] columns = [folder.NewScratch<int>(5), folder.NewScratch<int>(5), folder.NewScratch<int>(1)];
        folder.Dispose();

        foreach (var column in columns)
            FluentActions.Invoking(() => column[0]).Should().Throw<ObjectDisposedException>();
        Directory.GetFiles(_root.FullName, "scratch-*").Should().BeEmpty();
    }

    [Theory]
    [InlineData(3, 0.9)]
    [InlineData(700, 0.9)]
    [InlineData(700, 0.02)]
    [InlineData(2100, 0.01)]
    public void Blocks_AnyDensity_GiveTheRowsOfATableInMemory(int width, double density)
    {
        using var folder = CacheFolder.Open(LogRow.Host(), _root.FullName);
        var (inFile, inMemory) = (new FeatureTableBuilder(width, folder.NewStore("log").NewBlocks("features")), new FeatureTableBuilder(width));
        var random = new Random(width);
        for (var row = 0; row < 1000; row++)
        {
            // The first rows are full, so that blocks of both forms are stored.
            float[] values = [.. Enumerable.Range(0, width).Select(_ => random.NextDouble() < (row < 300 ? 1 : density) ? random.NextSingle() : 0)];
            inFile.Add(new VBuffer<float>(width, values));
            inMemory.Add(new VBuffer<float>(width, values));
        }

        var (table, expected) = (inFile.ToTable(), inMemory.ToTable());

        table.Prefetch(0, table.RowCount - 1);
        table.IsSparse.Should().Be(expected.IsSparse);
        table.Blocks.Select(block => block.GetType()).Should().Equal(expected.Blocks.Select(block => block.GetType()));
        for (var row = 0; row < expected.RowCount; row++)
        {
            Dense(table, row).Should().Equal(Dense(expected, row));
            NonZeros(table, row).Should().Equal(NonZeros(expected, row));
        }
    }

    private static float[] Dense(BlockedFeatureTable table, int row)
    {
        var values = new float[table.Width];
        table.CopyRow(row, values);
        return values;
    }

    private static float[] NonZeros(BlockedFeatureTable table, int row)
    {
        var count = table.CountNonZeros(row);
        var (slots, values) = (new int[count], new float[count]);
        table.CopyNonZeros(row, slots, values);
        return [.. slots.Select(slot => (float)slot), .. values];
    }
}
