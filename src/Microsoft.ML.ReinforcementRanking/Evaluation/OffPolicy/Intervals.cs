using System.Numerics.Tensors;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Computes intervals from replicates of an estimate, or from the estimates without each unit. Both are NaN where there is a single unit.
/// </summary>
internal static class Intervals
{
    /// <summary>
    /// Runs Efron's bootstrap over units. Each replicate draws as many units as there are, with replacement. Rows of a session depend on each other, so
    /// intervals from a bootstrap over rows would be too narrow.
    /// </summary>
    /// <param name="units">The number of units.</param>
    /// <param name="replicates">The number of replicates.</param>
    /// <param name="seed">The seed. The same seed draws the same units.</param>
    /// <param name="evaluate">
    /// A function of the number of a replicate and the number of times that each unit was drawn. It is called from several threads.
    /// </param>
    public static void Resample(int units, int replicates, int seed, Action<int, double[]> evaluate) =>
        Parallel.For(0, replicates, () => new double[units], (replicate, _, counts) =>
    {
        Draw(counts, (ulong)replicate * (ulong)units, seed);
        evaluate(replicate, counts);
        return counts;
    }, _ => { });

    /// <summary>Returns the interval that contains the middle share of the finite values, with interpolation.</summary>
    public static (double Lower, double Upper) Percentiles(double[] values, double share)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        var tail = (1 - share) / 2;
        return (Quantile(sorted, tail), Quantile(sorted, 1 - tail));
    }

    /// <summary>
    /// Returns the empirical Bernstein interval (Maurer and Pontil, 2009, theorem 4) on both sides: mean ± (√(2 V ln(4/δ) / n) + 7 R ln(4/δ) / (3 (n − 1)))
    /// of independent values with variance V and range R. The values are the units' pseudo-values n θ − (n − 1) θ₋ᵢ (Tukey). Where the estimate is a mean
    /// over units, they are the units' own contributions.
    /// </summary>
    public static (double Lower, double Upper) EmpiricalBernstein(double value, double[] leftOut, double confidenceLevel)
    {
        double n = leftOut.Length;
        if (n < 2)
            return (double.NaN, double.NaN);
        var pseudo = CenteredPseudoValues(value, leftOut);
        var variance = pseudo.Sum(x => x * x) / (n - 1);
        var logarithm = Math.Log(4 / (1 - confidenceLevel));
        var half = Math.Sqrt(2 * variance * logarithm / n) + 7 * (pseudo.Max() - pseudo.Min()) * logarithm / (3 * (n - 1));
        return (value - half, value + half);
    }

    /// <summary>
    /// Returns the bootstrap-t interval (Efron, 1982) of the mean of the pseudo-values. It is value − t · s for the outer percentiles of t, where s is the
    /// standard error of the log. A replicate's t is its deviation from the mean in its own standard error. Long tails make s and the deviation small
    /// together, so that t is long on the other side.
    /// </summary>
    public static (double Lower, double Upper) Studentized(double value, double[] leftOut, double confidenceLevel, int replicates, int seed)
    {
        if (leftOut.Length < 2 || replicates == 0)
            return (double.NaN, double.NaN);
        var pseudo = CenteredPseudoValues(value, leftOut);
        double[] squares = [.. pseudo.Select(x => x * x)];
        var error = Math.Sqrt(TensorPrimitives.Sum<double>(squares)) / pseudo.Length;
        if (error == 0)
            return (value, value);
        var ratios = new double[replicates];
        Resample(pseudo.Length, replicates, seed, (replicate, counts) =>
        {
            var mean = TensorPrimitives.Dot<double>(counts, pseudo) / pseudo.Length;
            var variance = TensorPrimitives.Dot<double>(counts, squares) / pseudo.Length - mean * mean;
            ratios[replicate] = mean / Math.Sqrt(variance / pseudo.Length);
        });
        var (low, high) = Percentiles(ratios, confidenceLevel);
        return (value - high * error, value - low * error);
    }

    /// <summary>
    /// Returns the factor by which an estimate varies more, or less, because propensities were estimated. It is the standard deviation over half-samples
    /// with propensities of each half's own, divided by that with the propensities of the whole log. Both have the same units, so that most of the
    /// randomness in the choice of halves cancels in the ratio. It is 1 without half-samples, and where nothing varies.
    /// </summary>
    public static double WideningFactor((double Own, double Shared)[] halves)
    {
        (double Own, double Shared)[] pairs = [.. halves.Where(pair => double.IsFinite(pair.Own) && double.IsFinite(pair.Shared))];
        var shared = Deviation([.. pairs.Select(pair => pair.Shared)]);
        return shared > 0 ? Deviation([.. pairs.Select(pair => pair.Own)]) / shared : 1;
    }

    private static double[] CenteredPseudoValues(double value, double[] leftOut)
    {
        double n = leftOut.Length;
        double[] pseudo = [.. leftOut.Select(rest => n * value - (n - 1) * rest)];
        var mean = pseudo.Average();
        return [.. pseudo.Select(x => x - mean)];
    }

    private static double Deviation(double[] values)
    {
        if (values.Length == 0)
            return 0;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)));
    }

    private static double Quantile(double[] sorted, double probability)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return double.Lerp(sorted[below], sorted[above], position - below);
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
