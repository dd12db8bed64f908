namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Percentiles of replicates.</summary>
internal static class Percentiles
{
    /// <summary>Between which values the middle share of the finite ones lies, interpolated; NaN where there are none.</summary>
    public static (double Lower, double Upper) Middle(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        var tail = (1 - share) / 2;
        return (Quantile(sorted, tail), Quantile(sorted, 1 - tail));
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
