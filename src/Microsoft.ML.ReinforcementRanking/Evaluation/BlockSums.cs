using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Sums in blocks of equal width (a block per step of a session, or per cell of a table), of which a unit touches few. Rows are kept, because a redrawn log
/// needs each unit's part of each block: 8 bytes a row and 8 a value.
/// </summary>
internal sealed class BlockSums(int width) : IUnitSums
{
    private readonly ChunkedColumn<int> _units = new();
    private readonly ChunkedColumn<int> _blocks = new();
    private readonly ChunkedColumn<double> _values = new();
    private (int[] Start, int[] Block, double[] Values) _byUnit;

    public int UnitCount { get; private set; }

    public int BlockCount { get; private set; }

    public int Length => BlockCount * width;

    public void Add(int unit, int block, ReadOnlySpan<double> values)
    {
        UnitCount = Math.Max(UnitCount, unit + 1);
        BlockCount = Math.Max(BlockCount, block + 1);
        _units.Add(unit);
        _blocks.Add(block);
        foreach (var value in values)
            _values.Add(value);
    }

    /// <summary>Sorts what was added by unit; nothing can be added afterwards.</summary>
    public void Complete()
    {
        var (units, blocks, values) = (_units.MoveToArray(), _blocks.MoveToArray(), _values.MoveToArray());
        var start = new int[UnitCount + 1];
        foreach (var unit in units)
            start[unit + 1]++;
        for (var unit = 0; unit < UnitCount; unit++)
            start[unit + 1] += start[unit];
        var next = start[..UnitCount];
        _byUnit = (start, new int[units.Length], new double[values.Length]);
        for (var row = 0; row < units.Length; row++)
        {
            var place = next[units[row]]++;
            _byUnit.Block[place] = blocks[row];
            values.AsSpan(row * width, width).CopyTo(_byUnit.Values.AsSpan(place * width));
        }
    }

    public void Sum(ReadOnlySpan<double> counts, Span<double> total)
    {
        total.Clear();
        for (var unit = 0; unit < UnitCount; unit++)
        {
            var count = counts.IsEmpty ? 1 : counts[unit];
            if (count != 0)
                AddUnit(unit, count, total);
        }
    }

    public void Subtract(int unit, Span<double> total) => AddUnit(unit, -1, total);

    private void AddUnit(int unit, double count, Span<double> total)
    {
        var (start, blocks, values) = _byUnit;
        for (var row = start[unit]; row < start[unit + 1]; row++)
        {
            var first = blocks[row] * width;
            for (var index = 0; index < width; index++)
                total[first + index] += count * values[row * width + index];
        }
    }
}
