using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>Describes the spread of values over seeds.</summary>
internal static class Spread
{
    /// <summary>Computes the sample standard deviation, which is 0 for a single value.</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
            return 0;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>Formats values as "mean ± sd".</summary>
    public static string Text(IReadOnlyCollection<double> values, string format)
        => $"{values.Average().ToString(format, CultureInfo.InvariantCulture)} ± {Deviation(values).ToString(format, CultureInfo.InvariantCulture)}";
}
