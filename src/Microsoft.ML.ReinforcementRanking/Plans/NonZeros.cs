using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// Holds the values of a vector that are not 0, with their places. It is filled again for each row. Its memory grows with the number of values and not
/// with the length of the vector, so that rows with few of a million features are cheap.
/// </summary>
internal sealed class NonZeros
{
    // For each set of four values, as bits, the places of its members, followed by any others.
    private static readonly Vector128<int>[] Orders =
        [.. Enumerable.Range(0, 16).Select(set => Vector128.Create([.. Enumerable.Range(0, 4).OrderBy(place => (set >> place) & 1 ^ 1)]))];

    private int[] _places = [];
    private float[] _values = [];
    private int _count;

    /// <summary>Gets the places of the values, from 0.</summary>
    public ReadOnlySpan<int> Places => _places.AsSpan(0, _count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>Replaces all values by those of a vector.</summary>
    public void Set(ReadOnlySpan<float> vector)
    {
        Clear();
        Add(vector, 0);
    }

    /// <summary>Adds those of the values that are not 0. The first value has the place <paramref name="start"/>.</summary>
    public void Add(ReadOnlySpan<float> vector, int start)
    {
        Reserve(vector.Length + Vector128<float>.Count);
        ref var source = ref MemoryMarshal.GetReference(vector);
        ref var places = ref MemoryMarshal.GetArrayDataReference(_places);
        ref var values = ref MemoryMarshal.GetArrayDataReference(_values);
        var (index, count) = (0, _count);
        // Every second value of a hidden layer is 0, so that branches would be mispredicted. Four values are moved together, and those behind the last one
        // that is not 0 are overwritten by the next four.
        for (; index + Vector128<float>.Count <= vector.Length; index += Vector128<float>.Count)
        {
            var four = Vector128.LoadUnsafe(ref source, (nuint)index);
            var isNotZero = (~Vector128.Equals(four, Vector128<float>.Zero)).ExtractMostSignificantBits();
            var order = Orders[isNotZero];
            Vector128.Shuffle(four, order).StoreUnsafe(ref values, (nuint)count);
            (order + Vector128.Create(start + index)).StoreUnsafe(ref places, (nuint)count);
            count += BitOperations.PopCount(isNotZero);
        }
        for (; index < vector.Length; index++)
        {
            _places[count] = start + index;
            _values[count] = vector[index];
            count += vector[index] != 0 ? 1 : 0;
        }
        _count = count;
    }

    /// <summary>Adds the values of a sparse vector, whose places are moved by <paramref name="shift"/>, as far as they then are in the range.</summary>
    public void Add(ReadOnlySpan<int> places, ReadOnlySpan<float> values, int shift, Range range)
    {
        Reserve(places.Length);
        for (var index = 0; index < places.Length; index++)
        {
            var place = places[index] + shift;
            if (place < range.Start.Value || place >= range.End.Value)
                continue;
            _places[_count] = place;
            _values[_count] = values[index];
            _count += values[index] != 0 ? 1 : 0;
        }
    }

    /// <summary>Writes the vector with its zeros.</summary>
    public void CopyTo(Span<float> vector)
    {
        vector.Clear();
        for (var index = 0; index < _count; index++)
            vector[_places[index]] = _values[index];
    }

    private void Reserve(int length)
    {
        if (_count + length <= _places.Length)
            return;
        var capacity = Math.Max(_count + length, 2 * _places.Length);
        Array.Resize(ref _places, capacity);
        Array.Resize(ref _values, capacity);
    }
}
