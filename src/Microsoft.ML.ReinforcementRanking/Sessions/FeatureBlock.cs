namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents consecutive rows of a <see cref="BlockedFeatureTable"/>.</summary>
internal abstract class FeatureBlock
{
    /// <summary>Writes a row of the block, including its zeros.</summary>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>Contains all values, row after row.</summary>
    public sealed class Dense(float[] values) : FeatureBlock
    {
        public override void CopyRow(int row, Span<float> destination) => values.AsSpan(row * destination.Length, destination.Length).CopyTo(destination);
    }

    /// <summary>Contains compressed sparse rows. Row r has the entries from starts[r] up to, but not including, starts[r + 1].</summary>
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
