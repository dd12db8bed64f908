namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a read-only table of Single values with rows of equal width.</summary>
internal abstract class FeatureTable
{
    /// <summary>Gets the number of values per row.</summary>
    public abstract int Width { get; }

    /// <summary>Gets the number of rows.</summary>
    public abstract int RowCount { get; }

    /// <summary>
    /// Gets whether most values are zero, so that batches of rows are kept without zeros. This is so if the table has at least 2,048 columns, of whose values
    /// at most a sixteenth are not zero. With fewer columns, or more non-zeros, products of dense matrices are faster.
    /// </summary>
    public abstract bool IsSparse { get; }

    /// <summary>Reads neighboring rows in order if they are in a file, so that they are in memory when they are read at random.</summary>
    public virtual void Prefetch(int firstRow, int lastRow)
    {
    }

    /// <summary>Writes the row, including its zeros, into a span of length <see cref="Width"/>.</summary>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>Returns the number of values of the row that are not zero.</summary>
    public abstract int CountNonZeros(int row);

    /// <summary>Writes the values of the row that are not zero, and their slots, in the order of the slots.</summary>
    public abstract void CopyNonZeros(int row, Span<int> slots, Span<float> values);
}
