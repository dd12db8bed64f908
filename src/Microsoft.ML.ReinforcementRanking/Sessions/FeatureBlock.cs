namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>A run of neighboring rows of a <see cref="BlockedFeatureTable"/>.</summary>
internal abstract class FeatureBlock
{
    /// <summary>Writes the block's row, zeros included.</summary>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>All values, row after row.</summary>
    public sealed class Dense(float[] values) : FeatureBlock
    {
        public override void CopyRow(int row, Span<float> destination) => values.AsSpan(row * destination.Length, destination.Length).CopyTo(destination);
    }

    /// <summary>Compressed sparse rows: row r holds the entries from starts[r] up to starts[r + 1].</summary>
    public sealed class Sparse(int[] starts, int[] slots, float[] values) : FeatureBlock
    {
        public override void CopyRow(int row, Span<float> destination)
        {
            destination.Clear();
            for (var entry = starts[row]; entry < starts[row + 1]; entry++)
                destination[slots[entry]] = values[entry];
        }
    }
}
