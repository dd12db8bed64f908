namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>All estimates of a sample on the whole log, and what their intervals are made of.</summary>
internal sealed class EstimateTable
{
    private readonly OffPolicyOptions _options;
    private readonly int _seed;
    private readonly double[] _values;
    private readonly double[][] _variants;
    private readonly PropensitySpread _spread;

    /// <param name="sample">The weighted log.</param>
    /// <param name="halves">The same of each half-sample, with how often each unit of the log counts in it.</param>
    /// <param name="options">Intervals.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public EstimateTable(IOffPolicySample sample, IEnumerable<(IOffPolicySample Sample, double[] Counts)> halves, OffPolicyOptions options, int seed)
    {
        (_options, _seed) = (options, seed);
        var total = Total(sample, []);
        _values = sample.Estimate(total);
        _variants = options.Interval == OffPolicyInterval.Bootstrap
            ? UnitBootstrap.Resample(sample, options.NumberOfBootstrapSamples, seed)
            : UnitJackknife.LeaveOneOut(sample, total);
        _spread = new([.. halves.Select(half => (half.Sample.Estimate(Total(half.Sample, [])), sample.Estimate(Total(sample, half.Counts))))]);
    }

    /// <summary>The value at an index.</summary>
    public double this[int index] => _values[index];

    /// <summary>The estimate at an index, its lift against the logged value at another, and around both the interval of a third estimate.</summary>
    public OffPolicyEstimate Estimate(int index, int logged, int spread)
    {
        double Lift(double[] values, int estimate) => (values[estimate] - values[logged]) / Math.Abs(values[logged]);
        var lift = Lift(_values, index);
        var (lower, upper) = Interval(values => values[spread], _values[index]);
        var (liftLower, liftUpper) = double.IsFinite(lift) ? Interval(values => Lift(values, spread), lift) : (double.NaN, double.NaN);
        return new()
        {
            Value = _values[index],
            LowerBound = lower,
            UpperBound = upper,
            Lift = double.IsFinite(lift) ? lift : double.NaN,
            LiftLowerBound = liftLower,
            LiftUpperBound = liftUpper,
        };
    }

    private static double[] Total(IOffPolicySample sample, ReadOnlySpan<double> counts)
    {
        var total = new double[sample.Sums.Length];
        sample.Sums.Sum(counts, total);
        return total;
    }

    /// <summary>The interval of an estimate, stretched by what estimated propensities add to it, and moved to a center.</summary>
    private (double Lower, double Upper) Interval(Func<double[], double> estimate, double center)
    {
        var value = estimate(_values);
        double[] variants = [.. _variants.Select(estimate)];
        var (lower, upper) = _options.Interval switch
        {
            OffPolicyInterval.EmpiricalBernstein => UnitJackknife.EmpiricalBernstein(value, variants, _options.ConfidenceLevel),
            OffPolicyInterval.StudentizedBootstrap => UnitJackknife.Studentized(value, variants, _options.ConfidenceLevel, _options.NumberOfBootstrapSamples, _seed),
            _ => Percentiles.Middle(variants, _options.ConfidenceLevel),
        };
        var factor = _spread.Factor(estimate);
        return (center + factor * (lower - value), center + factor * (upper - value));
    }
}
