using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents a row with the columns of a state, followed by the columns that the state lacks, whose values are missing. Vectors are checked to have the
/// length of their column, because not every step of ML.NET checks it, and those that do name no column.
/// </summary>
internal sealed class StateRow(DataViewRow state, DataViewSchema schema, string stateName) : DataViewRow
{
    private static readonly MethodInfo RequireLengthOfT = typeof(StateRow).GetMethod(nameof(RequireLength), BindingFlags.Instance | BindingFlags.NonPublic)!;

    public override DataViewSchema Schema => schema;

    public override long Position => state.Position;

    public override long Batch => state.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index >= state.Schema.Count)
            return (ref TValue value) => value = default!;
        var getter = state.GetGetter<TValue>(state.Schema[column.Index]);
        if (column.Type is not VectorDataViewType { IsKnownSize: true } type)
            return getter;
        // The value is a VBuffer of items whose type is known at run time only.
        var require = RequireLengthOfT.MakeGenericMethod(type.ItemType.RawType);
        return require.CreateDelegate<Func<ValueGetter<TValue>, string, int, ValueGetter<TValue>>>(this)(getter, column.Name, type.Size);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => state.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            state.Dispose();
        base.Dispose(disposing);
    }

    private ValueGetter<VBuffer<T>> RequireLength<T>(ValueGetter<VBuffer<T>> getter, string columnName, int length) => (ref VBuffer<T> value) =>
    {
        getter(ref value);
        if (value.Length == length)
            return;
        var found = value.Length == 0 ? "it is null or empty" : string.Create(CultureInfo.InvariantCulture, $"this state has {value.Length}");
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"Column '{columnName}' of {stateName} must have {length} values, but {found}, so no action can be scored. Give the state all {length} values."));
    };
}
