using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Contains the non-zeros of a batch of states, row after row. Networks get them as a sparse tensor of libtorch (<see cref="ToTensor"/>), so that states have
/// one type whether they are dense or sparse. A layer that can read them as they are (<see cref="SparseLinear"/>) finds this object by the tensor.
/// </summary>
internal sealed class SparseStates
{
    /// <summary>The number of features up to which a layer that needs all of their values gets them with their zeros.</summary>
    public const int LargestDense = 1 << 16;

    private const int DigitBits = 11;

    private static readonly ConditionalWeakTable<Tensor, SparseStates> OfTensor = [];

    private readonly List<int> _starts = [0];
    private readonly List<int> _distinct = [];
    private readonly List<int> _distinctStarts = [];
    private int[] _slots = [];
    private int[] _rows = [];
    private float[] _values = [];
    private int[] _order = [];
    private int[] _ordering = [];

    /// <summary>Gets the number of features, most of which are zero.</summary>
    public int Width { get; private set; }

    public int RowCount => _starts.Count - 1;

    /// <summary>Gets the number of non-zeros.</summary>
    public int Count => _starts[^1];

    /// <summary>Gets the slot of each non-zero.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    /// <summary>Gets the row of each non-zero.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>Gets where the non-zeros of each row start, and the end of the last row.</summary>
    public ReadOnlySpan<int> Starts => CollectionsMarshal.AsSpan(_starts);

    /// <summary>Gets the slots that are not zero in some row, in ascending order.</summary>
    public ReadOnlySpan<int> DistinctSlots
    {
        get
        {
            if (_distinctStarts.Count == 0)
                Sort();
            return CollectionsMarshal.AsSpan(_distinct);
        }
    }

    /// <summary>Returns the non-zeros of one of the <see cref="DistinctSlots"/>, in the order of the rows.</summary>
    public ReadOnlySpan<int> EntriesOf(int distinct) => _order.AsSpan(_distinctStarts[distinct].._distinctStarts[distinct + 1]);

    /// <summary>Returns the states of a tensor, which may be dense.</summary>
    public static SparseStates Of(Tensor states) => OfTensor.TryGetValue(states, out var known) ? known : OfDense(states);

    /// <summary>Returns the same states with their zeros.</summary>
    /// <param name="states">The states, dense or sparse.</param>
    /// <param name="reader">The part of a network that reads them, as the subject of an error.</param>
    /// <exception cref="FeatureWidthException">There are too many features to fill in their zeros.</exception>
    public static Tensor Dense(Tensor states, string reader)
    {
        if (!states.is_sparse)
            return states;
        RequireDense(states.shape[1], reader);
        return states.to_dense();
    }

    /// <summary>Requires that states of a number of features can be given to a layer with their zeros.</summary>
    /// <exception cref="FeatureWidthException">There are too many features.</exception>
    public static void RequireDense(long width, string reader)
    {
        if (width > LargestDense)
        {
            throw new FeatureWidthException(string.Create(CultureInfo.InvariantCulture,
                $"it has {width} slots, most of which are zero, but {reader} needs the zeros too, which is possible up to {LargestDense} slots. "
                + $"Use fewer slots (a smaller numberOfBits where features are hashed), or do without {reader}."));
        }
    }

    /// <summary>Removes all rows.</summary>
    public void Clear(int width)
    {
        Width = width;
        _distinctStarts.Clear();
        _starts.RemoveRange(1, RowCount);
    }

    /// <summary>Adds a row, whose non-zeros the caller writes.</summary>
    public void AddRow(int count, out Span<int> slots, out Span<float> values)
    {
        var start = Count;
        var end = checked(start + count);
        if (end > _slots.Length)
        {
            var capacity = Math.Max(end, (int)Math.Min(2L * _slots.Length, Array.MaxLength));
            Array.Resize(ref _slots, capacity);
            Array.Resize(ref _rows, capacity);
            Array.Resize(ref _values, capacity);
        }
        _rows.AsSpan(start, count).Fill(RowCount);
        _starts.Add(end);
        slots = _slots.AsSpan(start, count);
        values = _values.AsSpan(start, count);
    }

    /// <summary>Returns the states as a sparse tensor of shape [rows, width]. This object keeps their contents until rows are removed or added.</summary>
    public Tensor ToTensor()
    {
        using var indices = empty(2, Count, dtype: ScalarType.Int64);
        using var values = empty(Count);
        var places = MemoryMarshal.Cast<byte, long>(indices.bytes);
        for (var index = 0; index < Count; index++)
            (places[index], places[Count + index]) = (_rows[index], _slots[index]);
        Values.CopyTo(MemoryMarshal.Cast<byte, float>(values.bytes));
        var states = sparse_coo_tensor(indices, values, [RowCount, Width]);
        OfTensor.Add(states, this);
        return states;
    }

    private static SparseStates OfDense(Tensor states)
    {
        if (states.is_sparse)
            throw new InvalidOperationException("States in sparse form come from SparseStates.");
        var found = new SparseStates();
        var width = (int)states.shape[1];
        found.Clear(width);
        using var contiguous = states.detach().cpu().contiguous();
        var values = MemoryMarshal.Cast<byte, float>(contiguous.bytes);
        for (; !values.IsEmpty; values = values[width..])
        {
            var row = values[..width];
            found.AddRow(width - row.Count(0f), out var slots, out var nonZeros);
            for (var (slot, index) = (0, 0); slot < width; slot++)
            {
                if (row[slot] != 0)
                    (slots[index], nonZeros[index++]) = (slot, row[slot]);
            }
        }
        return found;
    }

    // This is a radix sort, which is stable, by digits of the slots.
    private void Sort()
    {
        if (_order.Length < Count)
            (_order, _ordering) = (new int[_slots.Length], new int[_slots.Length]);
        for (var index = 0; index < Count; index++)
            _order[index] = index;
        Span<int> ends = stackalloc int[1 << DigitBits];
        var bits = BitOperations.Log2((uint)Width) + 1;
        for (var shift = 0; shift < bits; shift += DigitBits)
        {
            int Digit(int slot) => (slot >> shift) & ((1 << DigitBits) - 1);
            ends.Clear();
            foreach (var slot in Slots)
                ends[Digit(slot)]++;
            for (var digit = 1; digit < ends.Length; digit++)
                ends[digit] += ends[digit - 1];
            for (var index = Count - 1; index >= 0; index--)
            {
                var entry = _order[index];
                _ordering[--ends[Digit(_slots[entry])]] = entry;
            }
            (_order, _ordering) = (_ordering, _order);
        }
        FindDistinct();
    }

    private void FindDistinct()
    {
        _distinct.Clear();
        for (var index = 0; index < Count; index++)
        {
            var slot = _slots[_order[index]];
            if (_distinct.Count > 0 && _distinct[^1] == slot)
                continue;
            _distinct.Add(slot);
            _distinctStarts.Add(index);
        }
        _distinctStarts.Add(Count);
    }
}
