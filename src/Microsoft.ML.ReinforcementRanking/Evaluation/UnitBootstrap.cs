namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Efron's bootstrap over units: each replicate draws as many units as there are, with replacement, and keeps the sums of what it drew.
/// Rows of a session depend on each other; drawing rows would make intervals too narrow.
/// </summary>
internal static class UnitBootstrap
{
    /// <summary>The sums (<see cref="ImportanceSample.Total(double[])"/>) of every replicate; none where there is a single unit to draw.</summary>
    public static double[][] Resample(ImportanceSample sample, int replicates, int seed)
    {
        if (sample.UnitCount < 2)
        {
            return [];
        }
        var totals = new double[replicates][];
        Parallel.For(
            0,
            replicates,
            () => new double[sample.UnitCount],
            (replicate, _, counts) =>
            {
                Draw(counts, (ulong)replicate * (ulong)counts.Length, seed);
                totals[replicate] = sample.Total(counts);
                return counts;
            },
            _ => { });
        return totals;
    }

    private static void Draw(double[] counts, ulong firstDraw, int seed)
    {
        Array.Clear(counts);
        var units = (ulong)counts.Length;
        var stream = Mix((uint)seed);
        for (var draw = firstDraw; draw < firstDraw + units; draw++)
        {
            counts[Math.BigMul(Mix(stream + draw * 0x9E3779B97F4A7C15), units, out _)]++;
        }
    }

    /// <summary>
    /// The output function of SplitMix64 (Steele, Lea and Flood, 2014): a generator that can be entered at any draw,
    /// so replicates run in parallel and still give the same numbers on every machine.
    /// </summary>
    private static ulong Mix(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
