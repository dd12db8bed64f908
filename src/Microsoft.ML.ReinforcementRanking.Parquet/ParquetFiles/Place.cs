namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Names a place in a Parquet file for messages.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="RowGroup">The row group, or null for the file as a whole.</param>
/// <param name="Column">The column, or null for all of them.</param>
internal sealed record Place(string Path, int? RowGroup = null, string? Column = null)
{
    /// <summary>Creates the error for bytes that are not what the format says.</summary>
    public InvalidDataException Damaged(string what, Exception? cause = null)
        => new($"{this}: {what}. The file is damaged, incomplete, or not written as the Parquet format says. Write it again.", cause);

    /// <summary>Creates the error for a file that follows the format but cannot be read here.</summary>
    public NotSupportedException Unsupported(string what, Exception? cause = null) => new($"{this}: {what}", cause);

    /// <summary>Creates the error for a value that has no form in the column of the data view.</summary>
    public InvalidOperationException Refused(long row, string what) => new($"{this}, row {row} of the row group (the first row is 0): {what}");

    public override string ToString()
        => $"Parquet file '{Path}'{(RowGroup is { } group ? $", row group {group}" : "")}{(Column is { } column ? $", column '{column}'" : "")}";
}
