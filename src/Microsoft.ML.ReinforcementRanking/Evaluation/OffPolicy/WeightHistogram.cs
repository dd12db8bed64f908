using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Counts positive numbers, such as weights or probabilities, in intervals whose bounds are the powers of the root of 2. The bounds depend on no data, so that
/// one pass suffices.
/// </summary>
internal sealed class WeightHistogram
{
    private const double Root = 1.4142135623730951;

    private readonly Dictionary<int, long> _counts = [];

    /// <summary>The intervals from the smallest number to the largest.</summary>
    public IReadOnlyList<WeightBin> Bins => _counts.Count == 0
        ? []
        : [.. Enumerable.Range(_counts.Keys.Min(), _counts.Keys.Max() - _counts.Keys.Min() + 1)
            .Select(bin => new WeightBin(LowerBoundOf(bin), LowerBoundOf(bin + 1), _counts.GetValueOrDefault(bin)))];

    /// <summary>Counts a number, if it is above 0.</summary>
    public void Add(double value)
    {
        if (value > 0)
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, BinOf(value), out _)++;
    }

    /// <summary>Gets the number of the interval that a finite number above 0 is in. The interval from 1 to the root of 2 has the number 0.</summary>
    public static int BinOf(double value)
    {
        var exponent = Math.ILogB(value);
        return 2 * exponent + (Math.ScaleB(value, -exponent) >= Root ? 1 : 0);
    }

    /// <summary>Gets the lower bound of an interval.</summary>
    public static double LowerBoundOf(int bin) => Math.ScaleB((bin & 1) == 0 ? 1 : Root, bin >> 1);
}
