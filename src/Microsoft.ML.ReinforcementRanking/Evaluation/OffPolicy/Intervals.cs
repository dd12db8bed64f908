using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Computes intervals from replicates of an estimate, or from the estimates without each unit. Both are NaN where there is a single unit.
/// </summary>
internal static class Intervals
{
    /// <summary>Returns the interval that contains the middle share of the finite values, with interpolation.</summary>
    public static (double Lower, double Upper) Percentiles(IEnumerable<double> values, double share)
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
    public static (double Lower, double Upper) EmpiricalBernstein(
        double value, Column<double> leftOut, double confidenceLevel, ColumnStore store)
    {
        double n = leftOut.Length;
        if (n < 2)
            return (double.NaN, double.NaN);
        using var pseudo = CenteredPseudoValues(value, leftOut, store);
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
    public static (double Lower, double Upper) Studentized(
        double value, Column<double> leftOut, double confidenceLevel, Resampling resampling)
    {
        var (units, replicates) = (leftOut.Length, resampling.Replicates);
        if (units < 2 || replicates == 0)
            return (double.NaN, double.NaN);
        var moments = new UnitTable(resampling.Store);
        var (sum, squares) = (moments.NewColumn(), moments.NewColumn());
        using var pseudo = CenteredPseudoValues(value, leftOut, resampling.Store);
        foreach (var (unit, x) in pseudo.Index())
        {
            moments.Add(unit, sum, x);
            moments.Add(unit, squares, x * x);
        }
        var error = Math.Sqrt(moments.Whole().Sums[squares]) / units;
        var ratios = new double[error == 0 ? 0 : replicates];
        (resampling with { Replicates = ratios.Length }).Run(units, (first, counts) =>
        {
            foreach (var (index, log) in moments.Sum(counts).Index())
            {
                var mean = log.Sums[sum] / units;
                var variance = log.Sums[squares] / units - mean * mean;
                ratios[first + index] = mean / Math.Sqrt(variance / units);
            }
        });
        moments.Clear();
        if (error == 0)
            return (value, value);
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

    private static Column<double> CenteredPseudoValues(double value, Column<double> leftOut, ColumnStore store)
    {
        double n = leftOut.Length;
        using var pseudo = leftOut.Map(rest => n * value - (n - 1) * rest, store);
        var mean = pseudo.Average();
        return pseudo.Map(x => x - mean, store);
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
}
