using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Collects rows of equal width, dense or sparse. Every block is stored in the form that takes less memory. Neither the first rows nor the form of a
/// <see cref="VBuffer{T}"/> tells how many values of a table are zero: normalizers return dense data in sparse form.
/// </summary>
/// <param name="width">The number of values per row.</param>
/// <param name="blocks">Where finished blocks are kept, or null for memory.</param>
internal sealed class FeatureTableBuilder(int width, FeatureBlocks? blocks = null)
{
    private const int FirstCapacity = 1024;

    private readonly int _rowsPerBlock = BlockedFeatureTable.RowsPerBlock(width);
    private readonly int[] _starts = new int[BlockedFeatureTable.RowsPerBlock(width) + 1];
    private readonly FeatureBlocks _blocks = blocks ?? new FeatureBlocks.InMemory();
    private int[] _slots = new int[FirstCapacity];
    private float[] _values = new float[FirstCapacity];
    private float[]? _dense;
    private long _nonZeros;
    private int _rows;
    private int _blockCount;

    /// <summary>Gets the number of values per row.</summary>
    public int Width => width;

    /// <summary>Gets the number of rows that were added.</summary>
    public int RowCount => (_blockCount * _rowsPerBlock) + _rows;

    /// <summary>Adds a copy of the row. A buffer of length 0 is a row of zeros.</summary>
    public void Add(in VBuffer<float> row)
    {
        if (_rows == _rowsPerBlock)
            SealBlock();
        // A block that starts with a full row is collected as it will be stored, so that its rows are copied as a whole.
        if (_rows == 0 && row.IsDense && row.Length > 0 && 3L * CountZeros(row.GetValues()) < width)
            _dense = GC.AllocateUninitializedArray<float>(_rowsPerBlock * width);
        if (_dense is not null)
            AddDense(row, _dense.AsSpan(_rows * width, width));
        else
            AddSparse(row);
    }

    /// <summary>Adds a copy of a row of another table of the same width.</summary>
    public void Add(FeatureTable table, int row)
    {
        var values = new float[width];
        table.CopyRow(row, values);
        Add(new VBuffer<float>(width, values));
    }

    /// <summary>Returns the table of all rows that were added. The builder must not be used afterwards.</summary>
    public BlockedFeatureTable ToTable()
    {
        var rowCount = RowCount;
        if (_rows > 0)
            SealBlock();
        return new BlockedFeatureTable(width, rowCount, _blocks.MoveToArray()) { NonZeroCount = _nonZeros };
    }

    private static int CountZeros(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values).Count(0);

    private void AddDense(in VBuffer<float> row, Span<float> destination)
    {
        if (row.Length > 0)
            row.CopyTo(destination);
        else
            destination.Clear();
        // Only the number of entries at the end of the block matters in this form.
        _starts[_rows + 1] = _starts[_rows++] + width - CountZeros(destination);
    }

    private void AddSparse(in VBuffer<float> row)
    {
        var values = row.GetValues();
        var entry = _starts[_rows];
        Reserve(entry + values.Length);
        if (row.IsDense)
        {
            for (var slot = 0; slot < values.Length; slot++)
                Append(ref entry, slot, values[slot]);
        }
        else
        {
            var slots = row.GetIndices();
            for (var i = 0; i < values.Length; i++)
                Append(ref entry, slots[i], values[i]);
        }
        _starts[++_rows] = entry;
    }

    private void Append(ref int entry, int slot, float value)
    {
        if (value == 0)
            return;
        _slots[entry] = slot;
        _values[entry++] = value;
    }

    private void Reserve(int entries)
    {
        if (entries <= _slots.Length)
            return;
        var capacity = Math.Max(entries, (int)Math.Min(2L * _slots.Length, Array.MaxLength));
        Array.Resize(ref _slots, capacity);
        Array.Resize(ref _values, capacity);
    }

    private void SealBlock()
    {
        var entries = _starts[_rows];
        _nonZeros += entries;
        var isDenseSmaller = (long)_rows * width <= (2L * entries) + _rows + 1;
        if (_dense is not null && !isDenseSmaller)
            Compress(_dense);
        if (isDenseSmaller)
            _blocks.AddDense(_dense is null ? Densify() : _rows == _rowsPerBlock ? _dense : _dense[..(_rows * width)]);
        else
            _blocks.AddSparse(_starts[..(_rows + 1)], _slots[..entries], _values[..entries]);
        (_rows, _dense, _blockCount) = (0, null, _blockCount + 1);
    }

    private float[] Densify()
    {
        var dense = new float[_rows * width];
        for (var row = 0; row < _rows; row++)
        {
            for (var entry = _starts[row]; entry < _starts[row + 1]; entry++)
                dense[(row * width) + _slots[entry]] = _values[entry];
        }
        return dense;
    }

    /// <summary>Converts a block whose first row was full, while most others are not.</summary>
    private void Compress(float[] dense)
    {
        var rows = _rows;
        for (_rows = 0; _rows < rows;)
            AddSparse(new VBuffer<float>(width, dense.AsSpan(_rows * width, width).ToArray()));
    }
}
