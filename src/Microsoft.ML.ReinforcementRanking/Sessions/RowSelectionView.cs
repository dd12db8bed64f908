using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a selection of the rows of a view, in the view's order and with all columns. Each row occurs as often as a function of one column tells.
/// </summary>
/// <param name="host">The host of the cursors.</param>
/// <param name="source">The view to select from.</param>
/// <param name="column">The column that the function reads, or null if it reads the position of the row, in which case rows must keep their order.</param>
/// <param name="createCount">Creates, for a moving row, the function that returns how often the current row occurs. 0 leaves the row out.</param>
internal sealed class RowSelectionView(IHost host, IDataView source, DataViewSchema.Column? column, Func<DataViewRow, Func<int>> createCount) : IDataView
{
    private readonly IHost _host = host;
    private readonly Func<DataViewRow, Func<int>> _createCount = createCount;

    public bool CanShuffle => column is not null && source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        return new Cursor(this, source.GetRowCursor(WithCounted(needed), column is null ? null : rand), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        if (column is null)
            return [GetRowCursor(columnsNeeded)];
        var needed = columnsNeeded.ToArray();
        return [.. source.GetRowCursorSet(WithCounted(needed), n, rand).Select(cursor => new Cursor(this, cursor, needed))];
    }

    private DataViewSchema.Column[] WithCounted(DataViewSchema.Column[] needed) =>
        column is not { } counted || needed.Any(other => other.Index == counted.Index) ? needed : [.. needed, counted];

    private bool[] Active(DataViewSchema.Column[] needed)
    {
        var active = new bool[Schema.Count];
        foreach (var other in needed)
            active[other.Index] = true;
        return active;
    }

    private sealed class Cursor(RowSelectionView view, DataViewRowCursor input, DataViewSchema.Column[] needed)
        : LinkedRowRootCursorBase(view._host, input, view.Schema, view.Active(needed))
    {
        private readonly Func<int> _count = view._createCount(input);
        private int _left;

        public override long Batch => Input.Batch;

        // Copies of a row share its id. An id tells where a row comes from, and no caller requires ids to be distinct.
        public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

        protected override bool MoveNextCore()
        {
            while (_left == 0)
            {
                if (!Input.MoveNext())
                    return false;
                _left = _count();
            }
            _left--;
            return true;
        }
    }
}
