namespace Microsoft.ML.ReinforcementRanking.Tests.Sources;

/// <summary>Counts how often a source is read, and by whom: each cursor is one reading.</summary>
internal sealed class CountingView(IDataView source) : IDataView
{
    private readonly List<string> _readings = [];

    /// <summary>Gets the columns of each reading, in order.</summary>
    public IReadOnlyList<string> Readings => _readings;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        lock (_readings)
            _readings.Add(string.Join(' ', columns.Select(column => column.Name).Distinct()));
        return source.GetRowCursor(columns, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Runs a stage of a pipeline, and returns the readings that it made.</summary>
    public IReadOnlyList<string> During(Action stage)
    {
        var before = _readings.Count;
        stage();
        return _readings[before..];
    }
}
