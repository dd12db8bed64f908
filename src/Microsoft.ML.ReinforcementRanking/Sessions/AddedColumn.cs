using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a column of Single, or of vectors of Single, that is held in memory, as one array of rows for every slot.</summary>
internal sealed class AddedColumn : IAddedColumn
{
    private readonly float[][] _slots;

    /// <summary>Creates a column with one number per row.</summary>
    public AddedColumn(string name, float[] values)
        : this(name, NumberDataViewType.Single, [values])
    {
    }

    /// <summary>Creates a column with one vector per row.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="slots">The arrays of the slots, at least one. All have the same number of rows.</param>
    public AddedColumn(string name, float[][] slots)
        : this(name, new VectorDataViewType(NumberDataViewType.Single, slots.Length), slots)
    {
    }

    private AddedColumn(string name, DataViewType type, float[][] slots) => (Name, Type, _slots) = (name, type, slots);

    public string Name { get; }

    public DataViewType Type { get; }

    public DataViewSchema.Annotations? Annotations => null;

    public int RowCount => _slots[0].Length;

    public Delegate CreateGetter(Func<int> row)
    {
        if (Type is not VectorDataViewType)
            return new ValueGetter<float>((ref float value) => value = _slots[0][row()]);
        return new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) =>
        {
            var place = row();
            var editor = VBufferEditor.Create(ref value, _slots.Length);
            for (var slot = 0; slot < _slots.Length; slot++)
                editor.Values[slot] = _slots[slot][place];
            value = editor.Commit();
        });
    }
}
