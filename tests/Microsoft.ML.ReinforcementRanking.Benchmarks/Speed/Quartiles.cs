namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents the median and the spread of repeated measurements.</summary>
/// <param name="Lower">The first quartile.</param>
/// <param name="Median">The second quartile.</param>
/// <param name="Upper">The third quartile.</param>
internal readonly record struct Quartiles(double Lower, double Median, double Upper)
{
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    public Quartiles Times(double factor) => new(factor * Lower, factor * Median, factor * Upper);

    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
