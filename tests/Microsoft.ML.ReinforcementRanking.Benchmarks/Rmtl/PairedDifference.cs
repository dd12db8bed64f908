namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>
/// Computes the mean over seeds of a difference from the control, with its standard error. The spread over seeds does not include the variation between
/// sessions, so sessions are resampled too.
/// </summary>
internal sealed class PairedDifference
{
    private const int Replicates = 500;

    /// <summary>Bootstraps a ratio of sums over sessions. The same sessions are drawn for all seeds.</summary>
    /// <param name="sumsBySeed">For each seed and session, the sum of the variant minus that of the control.</param>
    /// <param name="counts">For each session, its part of the divisor of the sums.</param>
    public static (double Mean, double StandardError) Of(IReadOnlyList<double[]> sumsBySeed, double[] counts)
    {
        var sums = Enumerable.Range(0, counts.Length).Select(session => sumsBySeed.Average(seed => seed[session])).ToArray();
        var random = new Random(1);
        var draws = new double[Replicates];
        for (var replicate = 0; replicate < Replicates; replicate++)
        {
            double sum = 0, count = 0;
            for (var draw = 0; draw < counts.Length; draw++)
            {
                var session = random.Next(counts.Length);
                sum += sums[session];
                count += counts[session];
            }
            draws[replicate] = sum / count;
        }
        var sessions = Spread.Deviation(draws);
        var seeds = Spread.Deviation([.. sumsBySeed.Select(seed => seed.Sum() / counts.Sum())]) / Math.Sqrt(sumsBySeed.Count);
        return (sums.Sum() / counts.Sum(), Math.Sqrt(sessions * sessions + seeds * seeds));
    }
}
