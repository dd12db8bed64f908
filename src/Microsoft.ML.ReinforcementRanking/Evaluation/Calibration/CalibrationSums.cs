using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Collects predictions, and whether they came true, by the intervals of <see cref="WeightHistogram"/>.</summary>
internal sealed class CalibrationSums
{
    private readonly Dictionary<int, (double Sum, double Variance, long Count, long Occurrences)> _bins = [];

    public CalibrationMetrics ToMetrics(long rowCount) => new(
        [.. _bins.OrderBy(bin => bin.Key).Select(bin => bin.Value)
            .Select(bin => new CalibrationBin(bin.Sum / bin.Count, bin.Variance, bin.Count, bin.Occurrences))], rowCount);

    /// <summary>Adds a prediction. Those of probability 0 are left out.</summary>
    public void Add(double probability, bool happened)
    {
        if (probability <= 0)
            return;
        ref var bin = ref CollectionsMarshal.GetValueRefOrAddDefault(_bins, WeightHistogram.BinOf(probability), out _);
        bin = (bin.Sum + probability, bin.Variance + probability * (1 - probability), bin.Count + 1, bin.Occurrences + (happened ? 1 : 0));
    }
}
