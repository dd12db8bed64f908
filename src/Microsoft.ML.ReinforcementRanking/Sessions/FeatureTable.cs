namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>A read-only table of float32 rows of one width. Implementations keep dense rows dense and sparse rows sparse.</summary>
internal abstract class FeatureTable
{
    /// <summary>Values per row.</summary>
    public abstract int Width { get; }

    /// <summary>Number of rows.</summary>
    public abstract int RowCount { get; }

    /// <summary>Writes the row, zeros included, into a span of length <see cref="Width"/>.</summary>
    public abstract void CopyRow(int row, Span<float> destination);
}
