using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads a vector column of known size, and throws if a value is not finite or a vector has another length.</summary>
internal sealed class VectorReader(RoleColumn column, DataViewRow row)
{
    private readonly ValueGetter<VBuffer<float>> _get = row.GetGetter<VBuffer<float>>(column.Column);
    /// <summary>The largest deviation from 1 that rounding in single precision may cause in a sum over a large catalog.</summary>
    private const float SumTolerance = 1e-3f;

    private VBuffer<float> _buffer;

    public RoleColumn Column => column;

    public int Width { get; } = column.Type.GetVectorSize();

    /// <summary>Returns the vector of the current row of the cursor, which is valid until the next read.</summary>
    public ref readonly VBuffer<float> Read(int rowNumber)
    {
        _get(ref _buffer);
        if (_buffer.Length != Width)
            throw column.Error(rowNumber, $"the vector has {_buffer.Length} values, but the column declares {Width}",
                "Give every row the declared number of values.");
        var values = _buffer.GetValues();
        // The largest magnitude is NaN if any value is NaN, so one vectorized pass checks all values.
        if (!values.IsEmpty && !float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            throw NotFinite(rowNumber);
        return ref _buffer;
    }

    /// <summary>Returns the vector of the current row of the cursor, which must be a probability distribution.</summary>
    public ref readonly VBuffer<float> ReadDistribution(int rowNumber)
    {
        ref readonly var vector = ref Read(rowNumber);
        var values = vector.GetValues();
        var (smallest, sum) = values.IsEmpty ? (0, 0) : (TensorPrimitives.Min(values), TensorPrimitives.Sum(values));
        if (smallest < 0 || Math.Abs(sum - 1) > SumTolerance)
        {
            throw column.Error(rowNumber, $"the probabilities must be at least 0 and sum to 1, but the smallest is {smallest} and the sum {sum}",
                "Give every row the probability of every action, slot k for the action with key k + 1.");
        }
        return ref vector;
    }

    private Exception NotFinite(int rowNumber)
    {
        var (slot, value) = _buffer.Items().First(item => !float.IsFinite(item.Value));
        var remedy = float.IsNaN(value)
            ? UnparsedNumbers.Remedy(column, rowNumber, cursor => SlotReader(cursor, slot), NumberRule.FiniteRemedy)
            : NumberRule.FiniteRemedy;
        return column.Error(rowNumber, $"slot {slot} is {value}, but it must be finite", remedy);
    }

    private Func<double> SlotReader(DataViewRow cursor, int slot)
    {
        var get = cursor.GetGetter<VBuffer<float>>(column.Column);
        var buffer = default(VBuffer<float>);
        return () =>
        {
            get(ref buffer);
            return buffer.GetItemOrDefault(slot);
        };
    }
}
