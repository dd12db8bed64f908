namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// By how much estimates vary more, or less, because propensities were estimated: over half-samples, with propensities of each half's own against those of the whole log.
/// Both see the same units, so that most of the chance in the choice of halves falls out of the ratio.
/// </summary>
/// <param name="halves">All estimates of every half with propensities of its own, and with those of the whole log.</param>
internal sealed class PropensitySpread((double[] Own, double[] Shared)[] halves)
{
    /// <summary>The ratio of standard deviations of an estimate; 1 without half-samples, and where nothing varies.</summary>
    public double Factor(Func<double[], double> estimate)
    {
        (double Own, double Shared)[] pairs = [.. halves.Select(half => (estimate(half.Own), estimate(half.Shared))).Where(pair => double.IsFinite(pair.Item1) && double.IsFinite(pair.Item2))];
        var shared = Deviation(pairs.Select(pair => pair.Shared));
        return shared > 0 ? Deviation(pairs.Select(pair => pair.Own)) / shared : 1;
    }

    private static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
            return 0;
        var mean = all.Average();
        return Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)));
    }
}
