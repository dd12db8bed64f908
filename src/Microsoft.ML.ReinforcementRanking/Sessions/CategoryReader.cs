using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Reads a categorical field, a key or a vector of keys, as indices. The index of a key is its number, and 0 is the unknown value. A missing key, which
/// is a value outside of the fitted mapping, is unknown too; for some missing keys ML.NET gives numbers above the cardinality. Unknown values in a vector
/// are left out, so that padding does not count, unless the vector has no other values.
/// </summary>
internal abstract class CategoryReader
{
    private CategoryReader(DataViewSchema.Column column)
        // The column role rejects a cardinality that does not fit an Int32.
        => Count = (int)((KeyDataViewType)column.Type.GetItemType()).Count + 1;

    /// <summary>Gets the number of indices, including the index of the unknown value.</summary>
    public int Count { get; }

    /// <summary>Gets whether a row can have more or fewer values than one.</summary>
    public abstract bool IsVector { get; }

    public static CategoryReader Create(DataViewSchema.Column column, DataViewRow row)
        => column.Type is VectorDataViewType ? new Vector(column, row) : new Scalar(column, row);

    /// <summary>Replaces the contents of the list by the indices of the current row of the cursor, at least one.</summary>
    public abstract void Read(List<int> indices);

    private int IndexOf(ulong key) => key < (ulong)Count ? (int)key : 0;

    private sealed class Scalar(DataViewSchema.Column column, DataViewRow row) : CategoryReader(column)
    {
        private readonly Func<ulong> _read = ColumnReaders.Integer(row, column);

        public override bool IsVector => false;

        public override void Read(List<int> indices)
        {
            indices.Clear();
            indices.Add(IndexOf(_read()));
        }
    }

    private sealed class Vector(DataViewSchema.Column column, DataViewRow row) : CategoryReader(column)
    {
        private readonly ValueGetter<VBuffer<ulong>> _get = RowCursorUtils.GetVecGetterAs<ulong>(NumberDataViewType.UInt64, row, column.Index);
        private VBuffer<ulong> _keys;

        public override bool IsVector => true;

        public override void Read(List<int> indices)
        {
            _get(ref _keys);
            indices.Clear();
            foreach (var key in _keys.GetValues())
            {
                if (IndexOf(key) is > 0 and var index)
                    indices.Add(index);
            }
            if (indices.Count == 0)
                indices.Add(0);
        }
    }
}
