namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents how seconds grow with a size.</summary>
/// <param name="Name">The size that grows.</param>
/// <param name="Points">The measurements, in the order of the sizes.</param>
internal sealed record GrowthCurve(string Name, IReadOnlyList<GrowthPoint> Points)
{
    /// <summary>Gets p of the power law <c>seconds = c · size^p</c>, fitted by least squares to the logarithms.</summary>
    public double Exponent
    {
        get
        {
            double[] x = [.. Points.Select(point => Math.Log(point.Size))];
            double[] y = [.. Points.Select(point => Math.Log(point.Seconds.Median))];
            var (meanX, meanY) = (x.Average(), y.Average());
            return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
        }
    }

    /// <summary>Measures one size after another, again and again. The first repetition warms up and does not count.</summary>
    public static GrowthCurve Measure(string name, IReadOnlyList<long> sizes, int repetitions, Func<long, double> measure)
    {
        var results = Comparison.Run([.. sizes.Select(size => new Side($"{size}", () => measure(size)))], repetitions);
        return new(name, [.. sizes.Zip(results, (size, result) => new GrowthPoint(size, result.Values, result.PeakMemory))]);
    }
}

/// <summary>Represents the measurements of one size.</summary>
/// <param name="Size">The size.</param>
/// <param name="Seconds">The results.</param>
/// <param name="PeakMemory">The largest rise of the resident memory of the process, in MB.</param>
internal sealed record GrowthPoint(long Size, Quartiles Seconds, double PeakMemory);
