namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents the memory of a column of a cursor: its values in one row group.</summary>
internal abstract class ColumnBuffer(ColumnPlan plan)
{
    protected ColumnPlan Plan { get; } = plan;

    /// <summary>Reads the values of a row group in place of those that the buffer has.</summary>
    public abstract void Load(OpenParquetFile file, FileColumn column, int rowGroup);

    /// <summary>Creates a getter, which is a <see cref="ValueGetter{TValue}"/> of the type of the column.</summary>
    /// <param name="cursor">The cursor, whose <see cref="ParquetRowCursor.RowInGroup"/> is the row to get.</param>
    public abstract Delegate Getter(ParquetRowCursor cursor);

    protected static T[] Enough<T>(T[] array, int count) => array.Length >= count ? array : new T[count];

    protected static void RequireRows(long rows, int found)
    {
        if (rows != found)
            throw new InvalidDataException($"the column has {found} rows, but the row group has {rows}");
    }
}
