namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Efron's bootstrap over units: each replicate draws as many units as there are, with replacement, and estimates from what it drew.
/// Rows of a session depend on each other; drawing rows would make intervals too narrow.
/// </summary>
internal static class UnitBootstrap
{
    /// <summary>All estimates of every replicate; none where there is a single unit to draw. The same seed draws the same units from every sample of a log.</summary>
    public static double[][] Resample(IOffPolicySample sample, int replicates, int seed)
    {
        var sums = sample.Sums;
        if (sums.UnitCount < 2)
            return [];
        var values = new double[replicates][];
        Parallel.For(
            0,
            replicates,
            () => (Counts: new double[sums.UnitCount], Total: new double[sums.Length]),
            (replicate, _, scratch) =>
            {
                Draw(scratch.Counts, (ulong)replicate * (ulong)scratch.Counts.Length, seed);
                sums.Sum(scratch.Counts, scratch.Total);
                values[replicate] = sample.Estimate(scratch.Total);
                return scratch;
            },
            _ => { });
        return values;
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
