namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;

/// <summary>Represents a linear axis with ticks at round numbers.</summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Step">The distance between ticks.</param>
/// <param name="Start">The position of the smallest value, in pixels.</param>
/// <param name="End">The position of the largest value, in pixels.</param>
internal sealed record Axis(double Low, double High, double Step, double Start, double End)
{
    private const int TickCount = 6;

    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(tick => Low + tick * Step);

    public double At(double value) => Start + (value - Low) / (High - Low) * (End - Start);

    /// <summary>Creates an axis that contains the intervals of all points.</summary>
    public static Axis Over(IReadOnlyList<TradeOffPoint> points, Func<TradeOffPoint, Bounded> value, double start, double end)
    {
        var (low, high) = (points.Min(point => value(point).Lower), points.Max(point => value(point).Upper));
        var rough = (high - low) / TickCount;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.First(factor => factor * power >= rough) * power;
        return new(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step, start, end);
    }
}
