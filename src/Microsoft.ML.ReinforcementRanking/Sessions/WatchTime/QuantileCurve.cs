namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents the distribution of the watch times of a class as a piecewise linear curve that rises strictly, so that it can be inverted. A watch time w that
/// was observed has the quantile (n(below w) + n(equal to w) / 2) / n (docs/watch-time.md (2)).
/// </summary>
/// <param name="Values">The watch times at the knots, in strictly ascending order.</param>
/// <param name="Quantiles">The quantiles at the knots, in strictly ascending order and between 0 and 1.</param>
internal sealed record QuantileCurve(float[] Values, float[] Quantiles)
{
    /// <summary>The largest number of knots. With more distinct watch times, the knots are those at equal distances.</summary>
    public const int MaximumKnots = 1_000;

    /// <param name="watchTimes">The watch times of the class, at least one. They are sorted in place.</param>
    public static QuantileCurve Of(float[] watchTimes)
    {
        Array.Sort(watchTimes);
        var knots = new List<(float Value, float Quantile)>();
        for (int start = 0, end = 0; start < watchTimes.Length; start = end)
        {
            while (end < watchTimes.Length && watchTimes[end] == watchTimes[start])
                end++;
            knots.Add((watchTimes[start], (float)(((double)start + end) / (2.0 * watchTimes.Length))));
        }
        var count = Math.Min(knots.Count, MaximumKnots);
        var kept = Enumerable.Range(0, count).Select(knot => knots[count == 1 ? 0 : (int)((long)knot * (knots.Count - 1) / (count - 1))])
            // Quantiles of neighbors may round to the same number.
            .DistinctBy(knot => knot.Quantile).ToArray();
        return new([.. kept.Select(knot => knot.Value)], [.. kept.Select(knot => knot.Quantile)]);
    }

    /// <summary>Returns the quantile of a watch time. It is that of the nearest knot outside of the knots.</summary>
    public float QuantileOf(float watchTime) => Interpolate(Values, Quantiles, watchTime);

    /// <summary>Returns the watch time of a quantile. It is that of the nearest knot outside of the knots.</summary>
    public float ValueOf(float quantile) => Interpolate(Quantiles, Values, quantile);

    private static float Interpolate(float[] from, float[] to, float x)
    {
        var place = Array.BinarySearch(from, x);
        if (place >= 0)
            return to[place];
        var next = ~place;
        if (float.IsNaN(x) || next == 0)
            return float.IsNaN(x) ? x : to[0];
        if (next == from.Length)
            return to[^1];
        var share = ((double)x - from[next - 1]) / ((double)from[next] - from[next - 1]);
        return (float)(to[next - 1] + share * ((double)to[next] - to[next - 1]));
    }
}
