using System.Numerics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>A table in blocks of equally many rows, each block dense or sparse, whichever is smaller. Built by <see cref="FeatureTableBuilder"/>.</summary>
internal sealed class BlockedFeatureTable(int width, int rowCount, FeatureBlock[] blocks) : FeatureTable
{
    private readonly int _shift = BitOperations.Log2((uint)RowsPerBlock(width));

    public override int Width => width;

    public override int RowCount => rowCount;

    /// <summary>The blocks in row order.</summary>
    public IReadOnlyList<FeatureBlock> Blocks => blocks;

    /// <summary>Rows of every block but the last: a power of two, about a megabyte of dense values, never so few that a block's own objects weigh.</summary>
    public static int RowsPerBlock(int width) => Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(1 + ((1 << 17) / width))), 64, 4096);

    public override void CopyRow(int row, Span<float> destination) =>
        blocks[row >> _shift].CopyRow(row & ((1 << _shift) - 1), destination[..width]);
}
