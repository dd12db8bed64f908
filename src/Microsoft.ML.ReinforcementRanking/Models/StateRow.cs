using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents a row with the columns of a state, followed by the columns that the state lacks, whose values are missing.</summary>
internal sealed class StateRow(DataViewRow state, DataViewSchema schema) : DataViewRow
{
    public override DataViewSchema Schema => schema;

    public override long Position => state.Position;

    public override long Batch => state.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => column.Index < state.Schema.Count
        ? state.GetGetter<TValue>(state.Schema[column.Index])
        : (ref TValue value) => value = default!;

    public override ValueGetter<DataViewRowId> GetIdGetter() => state.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            state.Dispose();
        base.Dispose(disposing);
    }
}
