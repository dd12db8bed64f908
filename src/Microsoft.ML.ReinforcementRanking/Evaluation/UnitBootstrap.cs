using System.Buffers;

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
        return Replicate(sums.UnitCount, replicates, seed, counts =>
        {
            var total = ArrayPool<double>.Shared.Rent(sums.Length);
            sums.Sum(counts, total.AsSpan(0, sums.Length));
            var values = sample.Estimate(total.AsSpan(0, sums.Length));
            ArrayPool<double>.Shared.Return(total);
            return values;
        });
    }

    /// <summary>What is made of every replicate's counts: how often each unit was drawn.</summary>
    public static T[] Replicate<T>(int units, int replicates, int seed, Func<double[], T> evaluate)
    {
        var values = new T[replicates];
        Parallel.For(
            0,
            replicates,
            () => new double[units],
            (replicate, _, counts) =>
            {
                Draw(counts, (ulong)replicate * (ulong)units, seed);
                values[replicate] = evaluate(counts);
                return counts;
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
