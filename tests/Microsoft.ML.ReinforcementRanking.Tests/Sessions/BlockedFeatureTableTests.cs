using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests when a table counts as sparse, and which of its blocks are read for given rows.</summary>
public class BlockedFeatureTableTests
{
    private const int Width = 2048;

    [Theory]
    [InlineData(Width, 1, 128, true)]
    [InlineData(Width, 1, 129, false)]
    [InlineData(Width, 2, 256, true)]
    [InlineData(Width, 2, 257, false)]
    [InlineData(Width, 3, 0, true)]
    [InlineData(Width - 1, 2, 1, false)]
    public void IsSparse_Table_HasManyColumnsAndAtMostASixteenthOfNonZeros(int width, int rows, long nonZeros, bool isSparse)
        => new BlockedFeatureTable(width, rows, []) { NonZeroCount = nonZeros }.IsSparse.Should().Be(isSparse);

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(127, 128, "0 1")]
    [InlineData(128, 255, "1")]
    [InlineData(300, 511, "2 3")]
    [InlineData(0, 511, "0 1 2 3")]
    public void Prefetch_Rows_ReadsTheirBlocks(int first, int last, string blocks)
    {
        BlockedFeatureTable.RowsPerBlock(Width).Should().Be(128);
        List<int> read = [];
        var table = new BlockedFeatureTable(Width, 512, [.. Enumerable.Range(0, 4).Select(number => new Block(() => read.Add(number)))]) { NonZeroCount = 0 };

        table.Prefetch(first, last);

        string.Join(' ', read).Should().Be(blocks);
    }

    private sealed class Block(Action prefetch) : FeatureBlock
    {
        public override void Prefetch() => prefetch();

        public override void CopyRow(int row, Span<float> destination) => throw new NotSupportedException();

        public override int CountNonZeros(int row, int width) => throw new NotSupportedException();

        public override void CopyNonZeros(int row, int width, Span<int> slots, Span<float> nonZeros) => throw new NotSupportedException();
    }
}
