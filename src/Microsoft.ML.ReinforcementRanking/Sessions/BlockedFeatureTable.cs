using System.Numerics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a table in blocks with equal numbers of rows. Each block is dense or sparse, whichever is smaller. <see cref="FeatureTableBuilder"/> builds it.
/// </summary>
internal sealed class BlockedFeatureTable(int width, int rowCount, FeatureBlock[] blocks) : FeatureTable
{
    private const int SmallestSparseWidth = 2048;
    private const int SparseShare = 16;

    private readonly int _shift = BitOperations.Log2((uint)RowsPerBlock(width));

    public override int Width => width;

    public override int RowCount => rowCount;

    /// <summary>Gets the number of values that are not zero.</summary>
    public required long NonZeroCount { get; init; }

    /// <summary>Gets the blocks in row order.</summary>
    public IReadOnlyList<FeatureBlock> Blocks => blocks;

    /// <summary>
    /// Returns the number of rows of every block but the last. It is a power of two that gives half a megabyte to a megabyte of dense values, within limits
    /// that keep the overhead of a block's own objects small. The values of a block fit into an array, however wide the rows are.
    /// </summary>
    public static int RowsPerBlock(int width) => Math.Min(
        Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(1 + ((1 << 17) / width))), 64, 4096),
        1 << BitOperations.Log2((uint)Math.Max(1, Array.MaxLength / width)));

    public override bool IsSparse => width >= SmallestSparseWidth && SparseShare * NonZeroCount <= (long)width * rowCount;

    public override void Prefetch(int firstRow, int lastRow)
    {
        for (var block = firstRow >> _shift; block <= lastRow >> _shift; block++)
            blocks[block].Prefetch();
    }

    public override void CopyRow(int row, Span<float> destination) => blocks[row >> _shift].CopyRow(InBlock(row), destination[..width]);

    public override int CountNonZeros(int row) => blocks[row >> _shift].CountNonZeros(InBlock(row), width);

    public override void CopyNonZeros(int row, Span<int> slots, Span<float> values) =>
        blocks[row >> _shift].CopyNonZeros(InBlock(row), width, slots, values);

    private int InBlock(int row) => row & ((1 << _shift) - 1);
}
