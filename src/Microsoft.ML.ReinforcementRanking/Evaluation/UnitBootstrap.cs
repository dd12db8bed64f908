using System.Buffers;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

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
        var stream = SplitMix64.At((uint)seed, 0);
        for (var draw = firstDraw; draw < firstDraw + units; draw++)
        {
            counts[Math.BigMul(SplitMix64.At(stream, draw), units, out _)]++;
        }
    }
}
