namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents consecutive rows of a <see cref="BlockedFeatureTable"/>.</summary>
internal abstract class FeatureBlock
{
    /// <summary>Writes a row of the block, including its zeros.</summary>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>Returns the number of non-zeros of a row of the block.</summary>
    public abstract int CountNonZeros(int row, int width);

    /// <summary>Writes the non-zeros of a row of the block.</summary>
    public abstract void CopyNonZeros(int row, int width, Span<int> slots, Span<float> nonZeros);

    /// <summary>Contains all values, row after row.</summary>
    public sealed class Dense(float[] values) : FeatureBlock
    {
        public override void CopyRow(int row, Span<float> destination) => values.AsSpan(row * destination.Length, destination.Length).CopyTo(destination);

        public override int CountNonZeros(int row, int width) => width - values.AsSpan(row * width, width).Count(0f);

        public override void CopyNonZeros(int row, int width, Span<int> slots, Span<float> nonZeros)
        {
            var (all, found) = (row * width, 0);
            for (var slot = 0; slot < width; slot++)
            {
                if (values[all + slot] != 0)
                    (slots[found], nonZeros[found++]) = (slot, values[all + slot]);
            }
        }
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

        public override int CountNonZeros(int row, int width) => starts[row + 1] - starts[row];

        public override void CopyNonZeros(int row, int width, Span<int> rowSlots, Span<float> nonZeros)
        {
            slots.AsSpan(starts[row], rowSlots.Length).CopyTo(rowSlots);
            values.AsSpan(starts[row], nonZeros.Length).CopyTo(nonZeros);
        }
    }
}
