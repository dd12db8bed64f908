namespace AbTest.Experiment;

/// <summary>
/// How much more one arm has of a response than another: the ratio of the means over users, less 1. A user is the unit, since users were drawn; the days,
/// sessions and videos of a user depend on each other. The error is that of the ratio's logarithm by the delta method: <c>s² = Var(x) / (n x̄²)</c>, summed
/// over the arms. On the logarithm's scale it depends least on the lift, and no interval goes below -100 %.
/// </summary>
/// <param name="LogRatio">Logarithm of the ratio of means; NaN where an arm has none of the response.</param>
/// <param name="StandardError">s; infinite where an arm has none of the response.</param>
internal sealed record LiftEstimate(double LogRatio, double StandardError)
{
    private const double NormalQuantile = 1.959963984540054;

    public bool IsKnown => !double.IsNaN(LogRatio);

    /// <summary>0.1 for 10 % more.</summary>
    public double Value => Math.Exp(LogRatio) - 1;

    /// <summary>The usual 95 % interval: right for one day that was fixed before the test began, and for no other.</summary>
    public Interval FixedTime => Within(NormalQuantile * StandardError);

    /// <param name="treatment">Totals of the arm's users, one per user.</param>
    /// <param name="control">Those of the arm that it is compared with.</param>
    public static LiftEstimate Of(IReadOnlyCollection<double> treatment, IReadOnlyCollection<double> control)
    {
        var (mean, variance) = Moments(treatment);
        var (controlMean, controlVariance) = Moments(control);
        return mean > 0 && controlMean > 0
            ? new(Math.Log(mean / controlMean), Math.Sqrt(variance / (mean * mean) + controlVariance / (controlMean * controlMean)))
            : new(double.NaN, double.PositiveInfinity);
    }

    /// <summary>The lifts whose logarithm of the ratio is at most so far away; everything where nothing is known.</summary>
    public Interval Within(double distance)
        => IsKnown ? new(Math.Exp(LogRatio - distance) - 1, Math.Exp(LogRatio + distance) - 1) : new(-1, double.PositiveInfinity);

    /// <summary>Mean, and the variance of the mean.</summary>
    private static (double Mean, double Variance) Moments(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
            return default;
        var mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
    }
}
