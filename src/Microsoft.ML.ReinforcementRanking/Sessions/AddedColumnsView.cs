using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a view with added columns that are held in memory, with one value per row in the view's order.</summary>
internal sealed class AddedColumnsView : IDataView
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly IReadOnlyList<IAddedColumn> _columns;

    public AddedColumnsView(IHost host, IDataView source, IReadOnlyList<IAddedColumn> columns)
    {
        _host = host;
        _source = source;
        _columns = columns;
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(source.Schema);
        foreach (var column in columns)
            schema.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = schema.ToSchema();
    }

    /// <summary>Gets false, because each value belongs to the row at one position.</summary>
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _columns[0].RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return new Cursor(this, _source.GetRowCursor(_source.Schema.Where(column => active[column.Index])), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(AddedColumnsView view, DataViewRowCursor input, bool[] active) : SynchronizedCursorBase(view._host, input)
    {
        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.CheckParam(IsColumnActive(column), nameof(column), "requested column is not active");
            var added = column.Index - view._source.Schema.Count;
            if (added < 0)
                return Input.GetGetter<TValue>(Input.Schema[column.Index]);
            var values = view._columns[added];
            var getter = values.CreateGetter(() => Position < values.RowCount
                ? (int)Position
                : throw Ch.Except(
                    $"The data had {values.RowCount} rows when column '{column.Name}' was created, but it has more rows now. "
                    + "Create the column again after the source has changed."));
            return getter as ValueGetter<TValue>
                ?? throw Ch.Except($"Column '{column.Name}' is of type {column.Type}, which a getter of {typeof(TValue)} cannot read.");
        }
    }
}
