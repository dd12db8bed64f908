using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Computes all estimates on a log, and the replicates from which their intervals are made.</summary>
internal sealed class EstimateTable
{
    private readonly OffPolicyOptions _options;
    private readonly Resampling _resampling;

    /// <summary>The place of the numbers from which an interval is made. Those of the bootstrap are few, and others are one for each unit.</summary>
    private readonly ColumnStore _store;
    private readonly Dictionary<EstimateKey, Series> _series;

    /// <param name="log">The weighted log.</param>
    /// <param name="halves">The half-samples of the log.</param>
    /// <param name="options">The options of the intervals.</param>
    /// <param name="resampling">The replicates of either bootstrap.</param>
    public EstimateTable(LogSample log, HalfSamples halves, OffPolicyOptions options, Resampling resampling)
    {
        (_options, _resampling) = (options, resampling);
        _store = options.Interval == OffPolicyInterval.Bootstrap ? ColumnStore.Memory : resampling.Store;
        var whole = log.Units.Whole();
        var (variants, halfEstimates) = (Variants(log, whole), HalfEstimates(log, halves));
        _series = log.Sums.ToDictionary(estimate => estimate.Key, estimate =>
            new Series(estimate.Value.Estimate(whole), variants[estimate.Key], halfEstimates[estimate.Key]));
    }

    /// <summary>Returns the value of an estimate.</summary>
    public double this[EstimateKey key] => _series[key].Value;

    /// <summary>Whether there is an estimate with the given key.</summary>
    public bool Has(EstimateKey key) => _series.ContainsKey(key);

    /// <summary>Returns an estimate and its lift. Both have the interval of another estimate, moved to their own values.</summary>
    /// <param name="key">The key of the estimate.</param>
    /// <param name="logged">The estimate that the lift is relative to.</param>
    /// <param name="spread">The estimate whose intervals are used.</param>
    public OffPolicyEstimate Estimate(EstimateKey key, EstimateKey logged, EstimateKey spread)
    {
        var value = _series[key].Value;
        var lift = Lift(value, _series[logged].Value);
        var (lower, upper) = Interval(_series[spread], value);
        var (liftLower, liftUpper) = double.IsFinite(lift) ? LiftInterval(_series[spread], _series[logged], lift) : (double.NaN, double.NaN);
        return new()
        {
            Value = value,
            LowerBound = lower,
            UpperBound = upper,
            Lift = double.IsFinite(lift) ? lift : double.NaN,
            LiftLowerBound = liftLower,
            LiftUpperBound = liftUpper,
        };
    }

    private static double Lift(double value, double logged) => (value - logged) / Math.Abs(logged);

    /// <summary>Returns each estimate on every replicate, or without each unit. There are none where there is a single unit.</summary>
    private Dictionary<EstimateKey, Column<double>> Variants(LogSample log, ResampledLog whole)
    {
        var units = log.Units.Count;
        if (units < 2)
            return log.Sums.Keys.ToDictionary(key => key, _ => (Column<double>)Array.Empty<double>());
        if (_options.Interval != OffPolicyInterval.Bootstrap)
            return log.Sums.ToDictionary(estimate => estimate.Key, estimate => estimate.Value.LeaveOneOut(whole));
        var variants = log.Sums.Keys.ToDictionary(key => key, _ => (Column<double>)new double[_resampling.Replicates]);
        _resampling.Run(units, (first, counts) => log.Estimate(counts, (index, key, value) => variants[key][first + index] = value));
        return variants;
    }

    /// <summary>Returns each estimate on every half-sample, with propensities of its own, and with those of the whole log.</summary>
    private Dictionary<EstimateKey, (double Own, double Shared)[]> HalfEstimates(LogSample log, HalfSamples halves)
    {
        var estimates = log.Sums.Keys.ToDictionary(key => key, _ => new (double Own, double Shared)[halves.Count]);
        foreach (var some in Enumerable.Range(0, halves.Count).Chunk(_resampling.ReplicatesAtOnce))
        {
            _resampling.CheckAlive();
            byte[][] counts = [.. some.Select(half => halves.CountUnits(half, log.Units.Count))];
            log.Estimate(counts, (index, key, value) => estimates[key][some[index]].Shared = value);
        }
        for (var half = 0; half < halves.Count; half++)
        {
            foreach (var (key, value) in halves.EstimatesOf(half))
                estimates[key][half].Own = value;
        }
        return estimates;
    }

    private (double Lower, double Upper) LiftInterval(Series estimate, Series logged, double lift)
    {
        using var variants = estimate.Variants.Combine(logged.Variants, Lift, _store);
        var halves = estimate.Halves.Zip(logged.Halves, (half, other) => (Lift(half.Own, other.Own), Lift(half.Shared, other.Shared)));
        return Interval(new(Lift(estimate.Value, logged.Value), variants, [.. halves]), lift);
    }

    /// <summary>Returns the interval of an estimate, widened by the variation of estimated propensities, and moved to a center.</summary>
    private (double Lower, double Upper) Interval(Series estimate, double center)
    {
        var (lower, upper) = _options.Interval switch
        {
            OffPolicyInterval.EmpiricalBernstein => Intervals.EmpiricalBernstein(estimate.Value, estimate.Variants, _options.ConfidenceLevel, _store),
            OffPolicyInterval.StudentizedBootstrap => Intervals.Studentized(
                estimate.Value, estimate.Variants, _options.ConfidenceLevel, _resampling),
            _ => Intervals.Percentiles(estimate.Variants, _options.ConfidenceLevel),
        };
        var factor = Intervals.WideningFactor(estimate.Halves);
        return (center + factor * (lower - estimate.Value), center + factor * (upper - estimate.Value));
    }

    /// <summary>Represents an estimate on the log, on its replicates, and on its half-samples.</summary>
    private sealed record Series(double Value, Column<double> Variants, (double Own, double Shared)[] Halves);
}
