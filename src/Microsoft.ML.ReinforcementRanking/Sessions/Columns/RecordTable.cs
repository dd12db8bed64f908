using System.Numerics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents records that are numbered from 0, each with equally many values, which are 0 until they are written. How many records there are need not be
/// known. They are in columns of growing length, of which the first are in memory and the others in a store. A few records therefore need no file.
/// </summary>
/// <param name="store">The place of records after the first 1024.</param>
/// <param name="width">The number of values of a record.</param>
internal sealed class RecordTable<T>(ColumnStore store, int width = 1)
    where T : unmanaged
{
    private const int BlockLength = 4096;

    /// <summary>The binary logarithms of the records of the first column, of the records in memory, and of those of the longest column.</summary>
    private const int FirstBits = 4;
    private const int MemoryBits = 10;
    private const int LongestBits = 18;

    /// <summary>The binary logarithm of the records of the longest column. A column has at most as many values as an array.</summary>
    private readonly int _longestBits = Math.Clamp(BitOperations.Log2((uint)(Array.MaxLength / width)), FirstBits, LongestBits);

    private readonly List<Column<T>> _columns = [];

    /// <summary>Gets the number of records, which is one more than the largest number of a record that was written.</summary>
    public int Count { get; private set; }

    /// <summary>Gets or sets the first value of a record.</summary>
    public T this[int record]
    {
        get => Value(record, 0);
        set => Write(record, new ReadOnlySpan<T>(ref value));
    }

    /// <summary>Returns a value of a record.</summary>
    public T Value(int record, int index)
    {
        var (column, first, _) = PlaceOf(record);
        return column < _columns.Count ? _columns[column][(record - first) * width + index] : default;
    }

    /// <summary>Copies the values of consecutive records, as many as the destination has.</summary>
    public void Read(int record, Span<T> values)
    {
        while (!values.IsEmpty)
        {
            var (column, first, length) = PlaceOf(record);
            var part = values[..Math.Min(values.Length, (first + length - record) * width)];
            if (column < _columns.Count)
                _columns[column].CopyTo((record - first) * width, part);
            else
                part.Clear();
            record += part.Length / width;
            values = values[part.Length..];
        }
    }

    /// <summary>Overwrites the values of a record.</summary>
    /// <exception cref="IOException">The disk of the store is full, or fails.</exception>
    public void Write(int record, ReadOnlySpan<T> values)
    {
        var (column, first, _) = PlaceOf(record);
        while (column >= _columns.Count)
            _columns.Add(NewColumn());
        _columns[column].CopyFrom((record - first) * width, values);
        Count = Math.Max(Count, record + 1);
    }

    /// <summary>Returns the values of all records in order.</summary>
    public IEnumerable<T> All()
    {
        var block = new T[Math.Min(BlockLength, Count) * width];
        for (var record = 0; record < Count; record += BlockLength)
        {
            var count = Math.Min(BlockLength, Count - record) * width;
            Read(record, block.AsSpan(0, count));
            for (var index = 0; index < count; index++)
                yield return block[index];
        }
    }

    /// <summary>Gives back the memory and the files of all records. The files of a store go with it, too.</summary>
    public void Clear()
    {
        _columns.ForEach(column => column.Dispose());
        _columns.Clear();
        Count = 0;
    }

    private Column<T> NewColumn()
    {
        var first = _columns.Count == 0 ? 0 : 1 << Math.Min(_columns.Count + FirstBits - 1, _longestBits);
        var place = first < 1 << MemoryBits ? ColumnStore.Memory : store;
        return place.NewColumn<T>((first == 0 ? 1 << FirstBits : first) * width);
    }

    /// <summary>Returns the column of a record, and the number of the first record and the number of records of this column.</summary>
    private (int Column, int First, int Length) PlaceOf(int record)
    {
        var bits = BitOperations.Log2((uint)record | 1);
        return bits < FirstBits ? (0, 0, 1 << FirstBits)
            : bits < _longestBits ? (bits - FirstBits + 1, 1 << bits, 1 << bits)
            : (_longestBits - FirstBits + (record >> _longestBits), record >> _longestBits << _longestBits, 1 << _longestBits);
    }
}
