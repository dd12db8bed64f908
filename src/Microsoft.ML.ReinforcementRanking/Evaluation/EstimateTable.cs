namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>All estimates of a sample on the whole log, and what their intervals are made of.</summary>
internal sealed class EstimateTable
{
    private readonly OffPolicyOptions _options;
    private readonly double[] _values;
    private readonly double[][] _variants;

    public EstimateTable(IOffPolicySample sample, OffPolicyOptions options, int seed)
    {
        _options = options;
        var total = new double[sample.Sums.Length];
        sample.Sums.Sum([], total);
        _values = sample.Estimate(total);
        _variants = options.Interval == OffPolicyInterval.Bootstrap
            ? UnitBootstrap.Resample(sample, options.NumberOfBootstrapSamples, seed)
            : UnitJackknife.LeaveOneOut(sample, total);
    }

    /// <summary>The value at an index.</summary>
    public double this[int index] => _values[index];

    /// <summary>The estimate at an index, its lift against the logged value at another.</summary>
    public OffPolicyEstimate Estimate(int index, int logged)
    {
        double Lift(double[] values) => (values[index] - values[logged]) / Math.Abs(values[logged]);
        var lift = Lift(_values);
        var (lower, upper) = Interval(values => values[index]);
        var (liftLower, liftUpper) = double.IsFinite(lift) ? Interval(Lift) : (double.NaN, double.NaN);
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

    private (double Lower, double Upper) Interval(Func<double[], double> estimate)
    {
        if (_options.Interval == OffPolicyInterval.EmpiricalBernstein)
            return UnitJackknife.EmpiricalBernstein(estimate(_values), [.. _variants.Select(estimate)], _options.ConfidenceLevel);
        double[] sorted = [.. _variants.Select(estimate).Where(double.IsFinite).Order()];
        var tail = (1 - _options.ConfidenceLevel) / 2;
        return (Quantile(sorted, tail), Quantile(sorted, 1 - tail));
    }

    private static double Quantile(double[] sorted, double probability)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return double.Lerp(sorted[below], sorted[above], position - below);
    }
}
