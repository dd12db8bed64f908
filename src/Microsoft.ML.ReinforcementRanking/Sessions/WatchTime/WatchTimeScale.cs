using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents coarse classes of video length, with the distribution of watch times in each. The classes are quantile bins of the known durations, and the
/// unknown ones are a class of their own.
/// </summary>
internal sealed class WatchTimeScale
{
    private readonly float[] _edges;

    // The last curve is that of unknown durations.
    private readonly QuantileCurve[] _curves;

    private WatchTimeScale(float[] edges, QuantileCurve[] curves) => (_edges, _curves) = (edges, curves);

    /// <summary>Gets the smallest duration of each class but the first, in ascending order.</summary>
    public IReadOnlyList<float> Edges => _edges;

    /// <summary>Returns whether a duration is known. A text loader reads an empty field as NaN or 0.</summary>
    public static bool IsKnown(float duration) => duration > 0;

    /// <param name="watchTimes">The watch time of each row, of at least one row.</param>
    /// <param name="durations">The duration of the video of each row.</param>
    /// <param name="numberOfBins">The largest number of classes of known durations.</param>
    public static WatchTimeScale Of(float[] watchTimes, float[] durations, int numberOfBins)
    {
        var edges = FindEdges([.. durations.Where(IsKnown).Order()], numberOfBins);
        var rows = Enumerable.Range(0, durations.Length).ToLookup(row => ClassOf(edges, durations[row]), row => watchTimes[row]);
        // A class without rows, such as that of unknown durations in most logs, has the distribution of all rows.
        return new(edges, [.. Enumerable.Range(0, edges.Length + 2).Select(bin => QuantileCurve.Of(rows.Contains(bin) ? [.. rows[bin]] : [.. watchTimes]))]);
    }

    public static WatchTimeScale Read(ModelReader reader)
    {
        var edges = ReadAscending(reader);
        var curves = new QuantileCurve[edges.Length + 2];
        for (var index = 0; index < curves.Length; index++)
        {
            curves[index] = new(ReadAscending(reader), ReadAscending(reader));
            var (values, quantiles) = (curves[index].Values, curves[index].Quantiles);
            ModelReader.Require(
                values.Length > 0 && values.Length == quantiles.Length, $"a class has {values.Length} watch times and {quantiles.Length} quantiles");
        }
        return new(edges, curves);
    }

    // *** Binary format ***
    // edges; for each class: watch times and quantiles at the knots. An array is its length and its elements.
    public void Write(BinaryWriter writer)
    {
        WriteFloats(writer, _edges);
        foreach (var curve in _curves)
        {
            WriteFloats(writer, curve.Values);
            WriteFloats(writer, curve.Quantiles);
        }
    }

    public float QuantileOf(float watchTime, float duration) => _curves[ClassOf(_edges, duration)].QuantileOf(watchTime);

    public float WatchTimeOf(float quantile, float duration) => _curves[ClassOf(_edges, duration)].ValueOf(quantile);

    private static int ClassOf(float[] edges, float duration)
    {
        if (!IsKnown(duration))
            return edges.Length + 1;
        var place = Array.BinarySearch(edges, duration);
        return place >= 0 ? place + 1 : ~place;
    }

    // Equal durations are in one class, so that an edge moves to the nearest change, and there may be fewer classes than bins.
    private static float[] FindEdges(float[] sorted, int numberOfBins)
        => [.. Enumerable.Range(1, numberOfBins - 1).Select(bin => NearestChange(sorted, (int)((long)bin * sorted.Length / numberOfBins)))
            .Where(place => place > 0 && place < sorted.Length).Select(place => sorted[place]).Distinct()];

    private static int NearestChange(float[] sorted, int wanted)
    {
        var (first, next) = (wanted, wanted);
        while (first > 0 && sorted[first - 1] == sorted[wanted])
            first--;
        while (next < sorted.Length && sorted[next] == sorted[wanted])
            next++;
        return first > 0 && (next == sorted.Length || wanted - first <= next - wanted) ? first : next;
    }

    private static float[] ReadAscending(ModelReader reader)
    {
        var values = reader.ReadFloats(reader.ReadCount("numbers", sizeof(float)));
        for (var index = 1; index < values.Length; index++)
            ModelReader.Require(values[index - 1] < values[index], $"the number {values[index]} follows {values[index - 1]}, but must be above it");
        return values;
    }

    private static void WriteFloats(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        foreach (var value in values)
            writer.Write(value);
    }
}
