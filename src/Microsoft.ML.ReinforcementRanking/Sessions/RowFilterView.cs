using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>The rows of a view whose value in one column passes a test; all columns, in the view's order, streamed.</summary>
/// <param name="host">The host of the cursors.</param>
/// <param name="source">The view to filter.</param>
/// <param name="column">The column that the test reads.</param>
/// <param name="createTest">Given a row that moves, makes the test of the row that it is on.</param>
internal sealed class RowFilterView(IHost host, IDataView source, DataViewSchema.Column column, Func<DataViewRow, Func<bool>> createTest) : IDataView
{
    private readonly IHost _host = host;
    private readonly Func<DataViewRow, Func<bool>> _createTest = createTest;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        return new Cursor(this, source.GetRowCursor(WithTested(needed), rand), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        return [.. source.GetRowCursorSet(WithTested(needed), n, rand).Select(cursor => new Cursor(this, cursor, needed))];
    }

    private DataViewSchema.Column[] WithTested(DataViewSchema.Column[] needed) =>
        needed.Any(other => other.Index == column.Index) ? needed : [.. needed, column];

    private bool[] Active(DataViewSchema.Column[] needed)
    {
        var active = new bool[Schema.Count];
        foreach (var other in needed)
            active[other.Index] = true;
        return active;
    }

    private sealed class Cursor(RowFilterView view, DataViewRowCursor input, DataViewSchema.Column[] needed)
        : LinkedRowFilterCursorBase(view._host, input, view.Schema, view.Active(needed))
    {
        private readonly Func<bool> _test = view._createTest(input);

        protected override bool Accept() => _test();
    }
}
