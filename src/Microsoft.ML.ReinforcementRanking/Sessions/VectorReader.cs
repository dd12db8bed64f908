using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads a vector column of known size and refuses what is not finite or has another length.</summary>
internal sealed class VectorReader(RoleColumn column, DataViewRow row)
{
    private readonly ValueGetter<VBuffer<float>> _get = row.GetGetter<VBuffer<float>>(column.Column);
    private VBuffer<float> _buffer;

    public RoleColumn Column => column;

    public int Width { get; } = column.Type.GetVectorSize();

    /// <summary>The vector of the row that the cursor is on, valid until the next read.</summary>
    public ref readonly VBuffer<float> Read(int rowNumber)
    {
        _get(ref _buffer);
        if (_buffer.Length != Width)
            throw column.Error(rowNumber, $"the vector has {_buffer.Length} values, but the column declares {Width}",
                "Give every row the declared number of values.");
        var values = _buffer.GetValues();
        // The largest magnitude is NaN when any value is, so one vectorized pass answers for all.
        if (!values.IsEmpty && !float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            throw NotFinite(rowNumber);
        return ref _buffer;
    }

    private Exception NotFinite(int rowNumber)
    {
        var (slot, value) = _buffer.Items().First(item => !float.IsFinite(item.Value));
        return column.Error(rowNumber, $"slot {slot} is {value}, but it must be finite", NumberRule.FiniteRemedy);
    }
}
