using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>A column of Single, or of vectors of Single, that is held in memory: one array of rows for every slot.</summary>
internal sealed class AddedColumn
{
    private readonly float[][] _slots;

    /// <summary>A number per row.</summary>
    public AddedColumn(string name, float[] values)
        : this(name, NumberDataViewType.Single, [values])
    {
    }

    /// <summary>A vector per row.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="slots">At least one slot; all have the same number of rows.</param>
    public AddedColumn(string name, float[][] slots)
        : this(name, new VectorDataViewType(NumberDataViewType.Single, slots.Length), slots)
    {
    }

    private AddedColumn(string name, DataViewType type, float[][] slots) => (Name, Type, _slots) = (name, type, slots);

    public string Name { get; }

    public DataViewType Type { get; }

    public int RowCount => _slots[0].Length;

    /// <summary>A getter of the column's type.</summary>
    /// <param name="row">The row to read.</param>
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
