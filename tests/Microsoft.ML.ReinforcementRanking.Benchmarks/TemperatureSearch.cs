namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>Finds the temperature of a policy for a comparison at equal effective sample sizes.</summary>
internal static class TemperatureSearch
{
    private const double Lowest = 0.01;
    private const double Highest = 20;
    private const double Precision = 1.02;

    /// <summary>
    /// Finds the lowest temperature with a large enough effective sample size, with an error of 2 %. The search is a bisection, because the effective
    /// sample size falls with the temperature.
    /// </summary>
    /// <param name="hasEnoughRows">A function that says whether the effective sample size at a temperature is large enough.</param>
    public static double FindLowest(Func<double, bool> hasEnoughRows)
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
