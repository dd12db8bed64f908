namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;

/// <summary>A linear scale with round ticks.</summary>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
/// <param name="Step">Between ticks.</param>
/// <param name="Start">Where the smallest value is, in pixels.</param>
/// <param name="End">Where the largest value is, in pixels.</param>
internal sealed record Axis(double Low, double High, double Step, double Start, double End)
{
    private const int TickCount = 6;

    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(tick => Low + tick * Step);

    public double At(double value) => Start + (value - Low) / (High - Low) * (End - Start);

    /// <summary>Wide enough for every bound.</summary>
    public static Axis Over(IReadOnlyList<TradeOffPoint> points, Func<TradeOffPoint, Bounded> value, double start, double end)
    {
        var (low, high) = (points.Min(point => value(point).Lower), points.Max(point => value(point).Upper));
        var rough = (high - low) / TickCount;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.First(factor => factor * power >= rough) * power;
        return new(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step, start, end);
    }
}
