namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>
/// The mean over seeds of a difference to the control, and how sure it is: the spread over seeds alone says nothing of other sessions, so sessions are redrawn
/// too.
/// </summary>
internal sealed class PairedDifference
{
    private const int Replicates = 500;

    /// <summary>Bootstrap over sessions of a ratio of sums, in which sessions are drawn once for all seeds.</summary>
    /// <param name="sumsBySeed">Per seed and session: the variant's sum minus the control's.</param>
    /// <param name="counts">Per session: what the sums are divided by in total.</param>
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
