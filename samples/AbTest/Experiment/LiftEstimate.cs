namespace AbTest.Experiment;

/// <summary>
/// Represents the lift of one arm over another: the ratio of the means over users, minus 1. The unit is the user, because users were drawn, and the days,
/// sessions, and videos of a user depend on each other. The standard error is that of the logarithm of the ratio by the delta method, <c>s² = Var(x) / (n
/// x̄²)</c>, summed over both arms. On the logarithmic scale, the error depends least on the lift, and no interval goes below -100 %.
/// </summary>
/// <param name="LogRatio">The logarithm of the ratio of means, or NaN if an arm has none of the response.</param>
/// <param name="StandardError">The standard error s of the logarithm, or infinity if an arm has none of the response.</param>
internal sealed record LiftEstimate(double LogRatio, double StandardError)
{
    private const double NormalQuantile = 1.959963984540054;

    public bool IsKnown => !double.IsNaN(LogRatio);

    /// <summary>The lift, which is 0.1 for 10 % more.</summary>
    public double Value => Math.Exp(LogRatio) - 1;

    /// <summary>The usual 95 % interval. It is valid only for one day that was fixed before the test began.</summary>
    public Interval FixedTime => Within(NormalQuantile * StandardError);

    /// <param name="treatment">The totals of the users of the arm, one for each user.</param>
    /// <param name="control">The totals of the users of the control.</param>
    public static LiftEstimate Of(IReadOnlyCollection<double> treatment, IReadOnlyCollection<double> control)
    {
        var (mean, variance) = Moments(treatment);
        var (controlMean, controlVariance) = Moments(control);
        return mean > 0 && controlMean > 0
            ? new(Math.Log(mean / controlMean), Math.Sqrt(variance / (mean * mean) + controlVariance / (controlMean * controlMean)))
            : new(double.NaN, double.PositiveInfinity);
    }

    /// <summary>
    /// Gets the interval of lifts whose logarithm of the ratio is within a distance of the estimate. If the lift is unknown, the interval contains every
    /// lift.
    /// </summary>
    public Interval Within(double distance)
        => IsKnown ? new(Math.Exp(LogRatio - distance) - 1, Math.Exp(LogRatio + distance) - 1) : new(-1, double.PositiveInfinity);

    /// <summary>Computes the mean, and the variance of the mean.</summary>
    private static (double Mean, double Variance) Moments(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
            return default;
        var mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
    }
}
