using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Runs Efron's bootstrap over units. Each replicate draws as many units as there are, with replacement. Rows of a session depend on each other, so intervals
/// from a bootstrap over rows would be too narrow.
/// </summary>
/// <param name="Replicates">The number of replicates.</param>
/// <param name="Seed">The seed. The same seed draws the same units.</param>
internal sealed record Resampling(int Replicates, int Seed)
{
    /// <summary>
    /// The number of replicates that are drawn at once, at least 1. Each needs a byte for each unit, and the sums of all of them need one pass over the units.
    /// </summary>
    public int ReplicatesAtOnce { get; init; } = DefaultReplicatesAtOnce;

    /// <summary>The place of values that are computed for each unit.</summary>
    public ColumnStore Store { get; init; } = ColumnStore.Memory;

    /// <summary>A function that throws where the work is canceled.</summary>
    public Action CheckAlive { get; init; } = () => { };

    /// <summary>A number with which every core has some replicates to do, and whose counts are small beside the sums of the units.</summary>
    public static int DefaultReplicatesAtOnce => 8 * Environment.ProcessorCount;

    /// <summary>Draws all replicates.</summary>
    /// <param name="units">The number of units.</param>
    /// <param name="evaluate">
    /// A function of the number of the first of some replicates, and for each of them the number of times that each unit was drawn. It must not keep them.
    /// </param>
    public void Run(int units, Action<int, byte[][]> evaluate)
    {
        byte[][] counts = [.. Enumerable.Range(0, Math.Min(ReplicatesAtOnce, Replicates)).Select(_ => new byte[units])];
        for (var first = 0; first < Replicates; first += counts.Length)
        {
            CheckAlive();
            var (start, count) = (first, Math.Min(counts.Length, Replicates - first));
            Parallel.For(0, count, index => Draw(counts[index], (ulong)(start + index) * (ulong)units, Seed));
            evaluate(first, counts[..count]);
        }
    }

    // A unit is drawn once on average. The probability of more than 255 times is below 1e-500.
    private static void Draw(byte[] counts, ulong firstDraw, int seed)
    {
        Array.Clear(counts);
        var units = (ulong)counts.Length;
        var stream = SplitMix64.At((uint)seed, 0);
        for (var draw = firstDraw; draw < firstDraw + units; draw++)
        {
            counts[Math.BigMul(SplitMix64.At(stream, draw), units, out _)]++;
        }
    }
}
