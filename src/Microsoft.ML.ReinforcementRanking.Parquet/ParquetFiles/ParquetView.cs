namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents the rows of Parquet files, one file after the other, in the order of their row groups.</summary>
internal sealed class ParquetView : IDataView
{
    private readonly FileState[] _files;

    private ParquetView(FileState[] files, ColumnPlan[] columns)
    {
        (_files, Columns) = (files, columns);
        var schema = new DataViewSchema.Builder();
        foreach (var column in columns)
            schema.AddColumn(column.Name, column.Type);
        Schema = schema.ToSchema();
    }

    public IReadOnlyList<ColumnPlan> Columns { get; }

    public int NumberOfFiles => _files.Length;

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    /// <summary>Reads the footers of all files, and checks that they have the same columns.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="wanted">The columns to load, or null for all that have a type.</param>
    public static ParquetView Open(IReadOnlyList<string> paths, IReadOnlyList<ParquetColumn>? wanted)
    {
        ColumnPlan[]? columns = null;
        var files = new FileState[paths.Count];
        for (var index = 0; index < files.Length; index++)
        {
            using var file = OpenParquetFile.Open(paths[index]);
            columns ??= ColumnPlan.Choose(file, wanted);
            foreach (var column in columns)
                column.Find(file);
            long rows = 0;
            for (var group = 0; group < file.NumberOfRowGroups; group++)
                rows += file.NumberOfRows(group);
            files[index] = new(Path.GetFullPath(paths[index]), file.Length, file.LastWrite, rows);
        }
        return new(files, columns!);
    }

    public long? GetRowCount() => _files.Sum(file => file.Rows);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return new ParquetRowCursor(this, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Opens a file for a cursor.</summary>
    /// <exception cref="InvalidOperationException">The file is another one than that of the call of LoadFromParquet.</exception>
    public OpenParquetFile OpenFile(int index)
    {
        var known = _files[index];
        var file = OpenParquetFile.Open(known.Path);
        if (file.Length == known.Length && file.LastWrite == known.LastWrite)
            return file;
        file.Dispose();
        throw new InvalidOperationException($"{new Place(known.Path)}: the file has changed since LoadFromParquet was called. Load it again.");
    }

    private sealed record FileState(string Path, long Length, DateTime LastWrite, long Rows);
}
