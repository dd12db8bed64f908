namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>How sharp a policy has to be for a comparison at equal effective sample size.</summary>
internal static class TemperatureSearch
{
    private const double Lowest = 0.01;
    private const double Highest = 20;
    private const double Precision = 1.02;

    /// <summary>The lowest temperature, to 2 %, at which enough rows take part. Bisection: the effective sample size falls with the temperature.</summary>
    /// <param name="hasEnoughRows">Whether the effective sample size at a temperature is large enough.</param>
    public static double Lowering(Func<double, bool> hasEnoughRows)
    {
        var (low, high) = (Lowest, Highest);
        while (high / low > Precision)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = hasEnoughRows(middle) ? (low, middle) : (middle, high);
        }
        return high;
    }
}
