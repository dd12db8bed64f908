namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Represents data that record which columns each cursor requested.</summary>
internal sealed class CountingView(IDataView source) : IDataView
{
    public List<string[]> Cursors { get; } = [];

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Cursors.Add([.. columnsNeeded.Select(column => column.Name)]);
        return source.GetRowCursor(columnsNeeded, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
