namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a read-only table of Single values with rows of equal width.</summary>
internal abstract class FeatureTable
{
    /// <summary>Gets the number of values per row.</summary>
    public abstract int Width { get; }

    /// <summary>Gets the number of rows.</summary>
    public abstract int RowCount { get; }

    /// <summary>Writes the row, including its zeros, into a span of length <see cref="Width"/>.</summary>
    public abstract void CopyRow(int row, Span<float> destination);
}
