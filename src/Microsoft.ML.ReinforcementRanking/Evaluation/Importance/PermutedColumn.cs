using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Represents a column whose values are given to other rows. It has the name of the column that it replaces, so it hides that one in a view with both.
/// </summary>
internal abstract class PermutedColumn(DataViewSchema.Column source) : IAddedColumn
{
    public string Name => source.Name;

    public DataViewType Type => source.Type;

    public DataViewSchema.Annotations Annotations => source.Annotations;

    public abstract int RowCount { get; }

    /// <summary>Gets the row whose value each row has.</summary>
    protected int[] Order { get; private set; } = [];

    /// <summary>Reads the values of a column once.</summary>
    public static PermutedColumn Read(IHost host, IDataView data, DataViewSchema.Column source)
    {
        var type = source.Type is VectorDataViewType vector
            ? typeof(VectorColumn<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(ValueColumn<>).MakeGenericType(source.Type.RawType);
        var column = (PermutedColumn)Activator.CreateInstance(type, source)!;
        using var cursor = data.GetRowCursor([source]);
        cursor.VisitRows(host, column.CreateReader(cursor));
        return column;
    }

    /// <summary>Draws the row whose value each row has from now on. Columns of one length have the same order for the same seed.</summary>
    public void Permute(int seed)
    {
        int[] order = [.. Enumerable.Range(0, RowCount)];
        for (var end = order.Length - 1; end > 0; end--)
        {
            var chosen = (int)Math.BigMul(SplitMix64.At((uint)seed, (ulong)end), (ulong)end + 1, out _);
            (order[end], order[chosen]) = (order[chosen], order[end]);
        }
        Order = order;
    }

    public abstract Delegate CreateGetter(Func<int> row);

    /// <summary>Creates a function that adds the value of the cursor's row.</summary>
    protected abstract Action<int> CreateReader(DataViewRowCursor cursor);

    private class ValueColumn<T>(DataViewSchema.Column source) : PermutedColumn(source)
    {
        private readonly DataViewSchema.Column _source = source;
        private readonly List<T> _values = [];

        public override int RowCount => _values.Count;

        public override Delegate CreateGetter(Func<int> row) => new ValueGetter<T>((ref T value) => Copy(_values[Order[row()]], ref value));

        protected override Action<int> CreateReader(DataViewRowCursor cursor)
        {
            var getter = cursor.GetGetter<T>(_source);
            return _ =>
            {
                // A new value each time, because a getter writes into the buffers of the one that it is given.
                T value = default!;
                getter(ref value);
                _values.Add(value);
            };
        }

        protected virtual void Copy(T stored, ref T value) => value = stored;
    }

    // The reader of a vector may write into its buffers.
    private sealed class VectorColumn<T>(DataViewSchema.Column source) : ValueColumn<VBuffer<T>>(source)
    {
        protected override void Copy(VBuffer<T> stored, ref VBuffer<T> value) => stored.CopyTo(ref value);
    }
}
