using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Estimates without each unit in turn, and the intervals that are made of them.</summary>
internal static class UnitJackknife
{
    /// <summary>All estimates without unit i; none where there is a single unit.</summary>
    public static double[][] LeaveOneOut(IOffPolicySample sample, double[] total)
    {
        var units = sample.Sums.UnitCount;
        if (units < 2)
            return [];
        var values = new double[units][];
        Parallel.For(
            0,
            units,
            () => new double[total.Length],
            (unit, _, rest) =>
            {
                total.CopyTo(rest, 0);
                sample.Sums.Subtract(unit, rest);
                values[unit] = sample.Estimate(rest);
                return rest;
            },
            _ => { });
        return values;
    }

    /// <summary>
    /// Maurer and Pontil (2009, theorem 4) on both sides: mean ± (√(2 V ln(4/δ) / n) + 7 R ln(4/δ) / (3 (n − 1))) of independent values of variance V and range R.
    /// The values are the units' pseudo-values n θ − (n − 1) θ₋ᵢ (Tukey), which are the units' own contributions where the estimate is their mean.
    /// </summary>
    public static (double Lower, double Upper) EmpiricalBernstein(double value, double[] leftOut, double confidenceLevel)
    {
        double n = leftOut.Length;
        if (n < 2)
            return (double.NaN, double.NaN);
        var pseudo = Centered(value, leftOut);
        var variance = pseudo.Sum(x => x * x) / (n - 1);
        var logarithm = Math.Log(4 / (1 - confidenceLevel));
        var half = Math.Sqrt(2 * variance * logarithm / n) + 7 * (pseudo.Max() - pseudo.Min()) * logarithm / (3 * (n - 1));
        return (value - half, value + half);
    }

    /// <summary>
    /// Bootstrap-t (Efron, 1982) of the mean of the pseudo-values: value − t · s for the outer percentiles of t, which is a replicate's deviation from the mean in
    /// its own standard error, and the standard error s of the log. Long tails make s and the deviation small together, so that t is long on the other side.
    /// </summary>
    public static (double Lower, double Upper) Studentized(double value, double[] leftOut, double confidenceLevel, int replicates, int seed)
    {
        if (leftOut.Length < 2 || replicates == 0)
            return (double.NaN, double.NaN);
        var pseudo = Centered(value, leftOut);
        double[] squares = [.. pseudo.Select(x => x * x)];
        var error = Math.Sqrt(TensorPrimitives.Sum<double>(squares)) / pseudo.Length;
        if (error == 0)
            return (value, value);
        var ratios = UnitBootstrap.Replicate(pseudo.Length, replicates, seed, counts =>
        {
            var mean = TensorPrimitives.Dot<double>(counts, pseudo) / pseudo.Length;
            var variance = TensorPrimitives.Dot<double>(counts, squares) / pseudo.Length - mean * mean;
            return mean / Math.Sqrt(variance / pseudo.Length);
        });
        var (low, high) = Percentiles.Middle(ratios, confidenceLevel);
        return (value - high * error, value - low * error);
    }

    /// <summary>Pseudo-values less their mean.</summary>
    private static double[] Centered(double value, double[] leftOut)
    {
        double n = leftOut.Length;
        double[] pseudo = [.. leftOut.Select(rest => n * value - (n - 1) * rest)];
        var mean = pseudo.Average();
        return [.. pseudo.Select(x => x - mean)];
    }
}
