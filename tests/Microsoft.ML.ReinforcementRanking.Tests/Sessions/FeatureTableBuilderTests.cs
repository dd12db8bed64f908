using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class FeatureTableBuilderTests
{
    [Fact]
    public void ToTable_DenseRowsGivenAsSparse_BecomeDense()
    {
        var builder = new FeatureTableBuilder(4);
        builder.Add(new VBuffer<float>(4, 3, [1, 2, 3], [0, 1, 3]));

        var table = builder.ToTable();

        table.Blocks.Should().ContainSingle().Which.Should().BeOfType<FeatureBlock.Dense>();
        LogRow.RowOf(table, 0).Should().Equal(1, 2, 0, 3);
    }

    [Fact]
    public void ToTable_MostlyZeroRowsGivenAsDense_BecomeSparse()
    {
        var builder = new FeatureTableBuilder(8);
        var values = new float[8];
        values[5] = 1;
        builder.Add(new VBuffer<float>(8, values));

        var table = builder.ToTable();

        table.Blocks.Should().ContainSingle().Which.Should().BeOfType<FeatureBlock.Sparse>();
        LogRow.RowOf(table, 0).Should().Equal(values);
    }

    [Fact]
    public void ToTable_LogThatTurnsDense_StoresEachBlockInItsSmallerForm()
    {
        const int Width = 1000;
        var rowsPerBlock = BlockedFeatureTable.RowsPerBlock(Width);
        var builder = new FeatureTableBuilder(Width);
        for (var row = 0; row < rowsPerBlock; row++)
            builder.Add(new VBuffer<float>(Width, 1, [1], [row]));
        builder.Add(new VBuffer<float>(Width, [.. Enumerable.Repeat(2f, Width)]));

        var table = builder.ToTable();

        table.RowCount.Should().Be(rowsPerBlock + 1);
        table.Blocks.Should().HaveCount(2);
        table.Blocks[0].Should().BeOfType<FeatureBlock.Sparse>();
        table.Blocks[1].Should().BeOfType<FeatureBlock.Dense>();
        LogRow.RowOf(table, rowsPerBlock).Should().AllBeEquivalentTo(2f);
    }

    [Fact]
    public void ToTable_FullRowBeforeMostlyZeroRows_BecomesSparse()
    {
        var builder = new FeatureTableBuilder(8);
        float[][] rows = [[1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 9, 0, 0, 0, 0], new float[8], [7, 0, 0, 0, 0, 0, 0, 0], new float[8]];
        builder.Add(new VBuffer<float>(8, rows[0]));
        builder.Add(new VBuffer<float>(8, 1, [9], [3]));
        builder.Add(default);
        builder.Add(new VBuffer<float>(8, rows[3]));
        builder.Add(new VBuffer<float>(8, rows[4]));

        var table = builder.ToTable();

        table.Blocks.Should().ContainSingle().Which.Should().BeOfType<FeatureBlock.Sparse>();
        table.NonZeroCount.Should().Be(8 + 1 + 1);
        Enumerable.Range(0, rows.Length).Select(row => LogRow.RowOf(table, row)).Should().BeEquivalentTo(rows, options => options.WithStrictOrdering());
    }

    [Fact]
    public void ToTable_FullRowAfterMostlyZeroRows_KeepsAllRows()
    {
        var builder = new FeatureTableBuilder(4);
        float[][] rows = [[0, 0, 9, 0], [0, 8, 0, 0], [1, 2, 3, 4], new float[4], [5, 6, 7, 8]];
        foreach (var row in rows)
            builder.Add(new VBuffer<float>(4, row));

        var table = builder.ToTable();

        table.NonZeroCount.Should().Be(1 + 1 + 4 + 4);
        Enumerable.Range(0, rows.Length).Select(row => LogRow.RowOf(table, row)).Should().BeEquivalentTo(rows, options => options.WithStrictOrdering());
    }

    [Fact]
    public void ToTable_FullBlocksOfDenseRowsGivenAsSparse_KeepAllRows()
    {
        const int Width = 4;
        var rowCount = 2 * BlockedFeatureTable.RowsPerBlock(Width) + 1;
        var builder = new FeatureTableBuilder(Width);
        for (var row = 1; row <= rowCount; row++)
            builder.Add(new VBuffer<float>(Width, 3, [row, row + 0.5f, -row], [row % 2, 2, 3]));

        var table = builder.ToTable();

        table.Blocks.Should().HaveCount(3).And.AllBeOfType<FeatureBlock.Dense>();
        for (var row = 1; row <= rowCount; row++)
            LogRow.RowOf(table, row - 1).SequenceEqual([row % 2 == 0 ? row : 0, row % 2 == 1 ? row : 0, row + 0.5f, -row]).Should().BeTrue();
    }

    /// <summary>A dense row of w values needs w numbers. A sparse row of n non-zeros needs n values, n slots and two starts.</summary>
    [Theory]
    [InlineData(4, 1, true)]
    [InlineData(5, 1, false)]
    [InlineData(6, 2, true)]
    [InlineData(7, 2, false)]
    [InlineData(2, 0, true)]
    [InlineData(3, 0, false)]
    public void ToTable_OneRow_IsStoredInTheSmallerForm(int width, int nonZeros, bool isDense)
    {
        var builder = new FeatureTableBuilder(width);
        builder.Add(new VBuffer<float>(width, nonZeros, [.. Enumerable.Repeat(1f, nonZeros)], [.. Enumerable.Range(0, nonZeros)]));

        var block = builder.ToTable().Blocks.Should().ContainSingle().Which;

        block.GetType().Should().Be(isDense ? typeof(FeatureBlock.Dense) : typeof(FeatureBlock.Sparse));
    }

    [Fact]
    public void Add_ManyNonZeros_NeedsAboutTwiceTheirMemory()
    {
        const int Width = 100_000, NonZeros = 1000, Rows = 60;
        var row = new VBuffer<float>(Width, NonZeros, [.. Enumerable.Repeat(1f, NonZeros)], [.. Enumerable.Range(0, NonZeros)]);
        var builder = new FeatureTableBuilder(Width);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var count = 0; count < Rows; count++)
            builder.Add(row);

        // The capacity is at most twice what is needed, and the capacities before it are together less than the last one.
        const long Payload = (long)Rows * NonZeros * (sizeof(int) + sizeof(float));
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(4 * Payload);
    }

    [Fact]
    public void ToTable_FullRows_KeepsThemAndCountsNonZeros()
    {
        var builder = new FeatureTableBuilder(4);
        builder.Add(new VBuffer<float>(4, [1, 2, 3, 4]));
        builder.Add(default);
        builder.Add(new VBuffer<float>(4, 2, [5, 6], [1, 3]));

        var table = builder.ToTable();

        table.NonZeroCount.Should().Be(6);
        LogRow.RowOf(table, 1).Should().Equal(0, 0, 0, 0);
        LogRow.RowOf(table, 2).Should().Equal(0, 5, 0, 6);
    }

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(32, 4096)]
    [InlineData(100, 2048)]
    [InlineData(1000, 256)]
    [InlineData(1 << 20, 64)]
    [InlineData(1 << 23, 64)]
    [InlineData(1 << 26, 16)]
    [InlineData(int.MaxValue, 1)]
    public void RowsPerBlock_AnyWidth_ValuesFitIntoAnArray(int width, int rows)
    {
        BlockedFeatureTable.RowsPerBlock(width).Should().Be(rows);
        ((long)width * rows).Should().BeLessThanOrEqualTo(Math.Max(width, Array.MaxLength));
    }

    [Fact]
    public void CopyRow_DirtyDestination_IsOverwritten()
    {
        var builder = new FeatureTableBuilder(100);
        builder.Add(default);
        var destination = Enumerable.Repeat(9f, 100).ToArray();

        builder.ToTable().CopyRow(0, destination);

        destination.Should().AllBeEquivalentTo(0f);
    }

    [Fact]
    public void CopyRow_AnyRows_ReturnsWhatWasAdded()
    {
        const int Width = 2500;
        var entries = Gen.Zip(Gen.Choose(0, Width - 1), Gen.Choose(-5, 5)).ListOf();
        var rows = entries.ListOf().Resize(200).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(11, 13), Prop.ForAll(rows, log =>
        {
            var dense = log.Select(row => Dense(row, Width)).ToArray();
            var builder = new FeatureTableBuilder(Width);
            for (var row = 0; row < dense.Length; row++)
                builder.Add(row % 2 == 0 ? new VBuffer<float>(Width, dense[row]) : Sparse(dense[row]));
            var table = builder.ToTable();
            return Enumerable.Range(0, dense.Length).All(row => LogRow.RowOf(table, row).SequenceEqual(dense[row]));
        }));
    }

    private static float[] Dense(IEnumerable<(int Slot, int Value)> entries, int width)
    {
        var values = new float[width];
        foreach (var (slot, value) in entries)
            values[slot] = value;
        return values;
    }

    private static VBuffer<float> Sparse(float[] values)
    {
        var slots = Enumerable.Range(0, values.Length).Where(slot => values[slot] != 0).ToArray();
        return new VBuffer<float>(values.Length, slots.Length, [.. slots.Select(slot => values[slot])], slots);
    }
}
