namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents statistics of the importance weights of rows, or of their products over sessions.</summary>
/// <param name="cap">The largest weight after capping.</param>
internal class WeightStatistics(double cap)
{
    private Moments _uncapped;
    private Moments _capped;
    private readonly WeightHistogram _histogram = new();

    /// <summary>The number of weights.</summary>
    public long Count { get; private set; }

    /// <summary>The numbers of weights above 0 in intervals, from the smallest weight to the largest.</summary>
    public IReadOnlyList<WeightBin> Histogram => _histogram.Bins;

    /// <summary>The number of weights that are 0.</summary>
    public long CountOfZeros { get; private set; }

    /// <summary>The number of weights that reach the cap.</summary>
    public long CountAtCap { get; private set; }

    /// <summary>The largest weight before capping.</summary>
    public double Maximum { get; private set; }

    /// <summary>The largest weight's share of the sum of all weights, before capping. It is 0 when all weights are 0.</summary>
    public double LargestShare => _uncapped.Sum == 0 ? 0 : Maximum / _uncapped.Sum;

    /// <summary>The mean weight before capping.</summary>
    public double Mean => _uncapped.Sum / Count;

    /// <summary>The mean capped weight.</summary>
    public double MeanCapped => _capped.Sum / Count;

    /// <summary>Kish's effective sample size before capping. It is 0 when all weights are 0.</summary>
    public double EffectiveSize => _uncapped.EffectiveSize;

    /// <summary>Kish's effective sample size of the capped weights. It is 0 when all weights are 0.</summary>
    public double EffectiveSizeCapped => _capped.EffectiveSize;

    /// <param name="weight">A weight, finite and at least 0.</param>
    public void Add(double weight)
    {
        Count++;
        CountOfZeros += weight == 0 ? 1 : 0;
        CountAtCap += weight >= cap ? 1 : 0;
        Maximum = Math.Max(Maximum, weight);
        _histogram.Add(weight);
        _uncapped = _uncapped.With(weight);
        _capped = _capped.With(Math.Min(weight, cap));
    }

    /// <summary>Represents the sum of weights, and the sum of their squares.</summary>
    private readonly record struct Moments(double Sum, double Squares)
    {
        public double EffectiveSize => Squares == 0 ? 0 : Sum * Sum / Squares;

        public Moments With(double weight) => new(Sum + weight, Squares + weight * weight);
    }
}

/// <summary>Represents statistics of weights whose units are known.</summary>
internal sealed class UnitWeightStatistics(double cap, UnitTable units) : WeightStatistics(cap)
{
    private readonly int _counts = units.NewColumn();
    private readonly int _weights = units.NewColumn();

    /// <summary>The number of units.</summary>
    public int UnitCount => units.Count;

    /// <param name="unit">The unit that the weight belongs to.</param>
    /// <param name="weight">A weight, finite and at least 0.</param>
    public void Add(int unit, double weight)
    {
        Add(weight);
        units.Add(unit, _counts, 1);
        units.Add(unit, _weights, weight);
    }

    /// <summary>
    /// The standard error of <see cref="WeightStatistics.Mean"/>, robust to dependence within units. It is that of a linearized ratio of sums of independent
    /// units. It is infinite for a single unit.
    /// </summary>
    public double MeanStandardError()
    {
        if (UnitCount < 2)
            return double.PositiveInfinity;
        var mean = Mean;
        using var residuals = units.Map(sums => sums[_weights] - mean * sums[_counts]);
        return Math.Sqrt(residuals.Sum(residual => residual * residual) * UnitCount / (UnitCount - 1)) / Count;
    }
}
