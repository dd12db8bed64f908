namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents consecutive rows of a <see cref="BlockedFeatureTable"/>.</summary>
internal abstract class FeatureBlock
{
    /// <summary>Reads the block in order if it is in a file, so that its rows are in memory when they are read at random.</summary>
    public abstract void Prefetch();

    /// <summary>Writes a row of the block, including its zeros.</summary>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>Returns the number of non-zeros of a row of the block.</summary>
    public abstract int CountNonZeros(int row, int width);

    /// <summary>Writes the non-zeros of a row of the block.</summary>
    public abstract void CopyNonZeros(int row, int width, Span<int> slots, Span<float> nonZeros);

    /// <summary>Contains all values, row after row.</summary>
    public sealed class Dense(Column<float> values) : FeatureBlock
    {
        public override void Prefetch() => values.Prefetch();

        public override void CopyRow(int row, Span<float> destination) => values.CopyTo(row * destination.Length, destination);

        public override int CountNonZeros(int row, int width) => width - values.Read(row * width, width).Count(0f);

        public override void CopyNonZeros(int row, int width, Span<int> slots, Span<float> nonZeros)
        {
            var all = values.Read(row * width, width);
            var found = 0;
            for (var slot = 0; slot < width; slot++)
            {
                if (all[slot] != 0)
                    (slots[found], nonZeros[found++]) = (slot, all[slot]);
            }
        }
    }

    /// <summary>Contains compressed sparse rows. Row r has the entries from starts[r] up to, but not including, starts[r + 1].</summary>
    public sealed class Sparse(Column<int> starts, Column<int> slots, Column<float> values) : FeatureBlock
    {
        public override void Prefetch()
        {
            starts.Prefetch();
            slots.Prefetch();
            values.Prefetch();
        }

        public override void CopyRow(int row, Span<float> destination)
        {
            destination.Clear();
            var (start, count) = (starts[row], CountNonZeros(row, destination.Length));
            var rowSlots = slots.Read(start, count);
            var nonZeros = values.Read(start, count);
            for (var entry = 0; entry < count; entry++)
                destination[rowSlots[entry]] = nonZeros[entry];
        }

        public override int CountNonZeros(int row, int width) => starts[row + 1] - starts[row];

        public override void CopyNonZeros(int row, int width, Span<int> rowSlots, Span<float> nonZeros)
        {
            slots.CopyTo(starts[row], rowSlots);
            values.CopyTo(starts[row], nonZeros);
        }
    }
}
