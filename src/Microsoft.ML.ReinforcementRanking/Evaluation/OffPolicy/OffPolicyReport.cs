namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Computes the metrics of a weighted log.</summary>
internal sealed class OffPolicyReport(LogSample log, HalfSamples halves, OffPolicyOptions options, int seed)
{
    private readonly EstimateTable _table = new(log, halves, options, seed);

    /// <summary>Returns the metrics. A placebo, where there is one, is the last response of the log.</summary>
    public OffPolicyMetrics Build(IReadOnlyList<string> responseNames, int sessionCount)
    {
        ResponseMetrics[] responses = [.. responseNames.Select(Describe)];
        var placebo = options.PlaceboColumnName is { } name ? Describe(name, responses.Length) : null;
        var (weights, sessions) = (log.Weights, log.SessionWeights);
        return new()
        {
            Responses = responses,
            Placebo = placebo,
            RowCount = weights.Count,
            SessionCount = sessionCount,
            EffectiveSampleSize = weights.EffectiveSizeCapped,
            UncappedEffectiveSampleSize = weights.EffectiveSize,
            LargestWeightShare = weights.LargestShare,
            ZeroProbabilityCount = weights.CountOfZeros,
            UnseenActionCount = log.UnseenCount,
            MeanWeight = weights.Mean,
            MeanCappedWeight = weights.MeanCapped,
            MaximumWeight = weights.Maximum,
            ShareOfWeightsAtCap = (double)weights.CountAtCap / weights.Count,
            WeightHistogram = weights.Histogram,
            SessionWeights = options.DiscountFactor is null ? null : new()
            {
                EffectiveSessionCount = sessions.EffectiveSizeCapped,
                UncappedEffectiveSessionCount = sessions.EffectiveSize,
                LargestWeightShare = sessions.LargestShare,
                MeanWeight = sessions.Mean,
                MaximumWeight = sessions.Maximum,
            },
            PageWeights = options.HasPages ? Describe(sessions, log.PositionWeights) : null,
            DiscountFactor = options.DiscountFactor,
            WeightCap = options.WeightCap,
            Interval = options.Interval,
            ConfidenceLevel = options.ConfidenceLevel,
            PropensityHalfSampleCount = halves.Count,
            Warnings = [.. OffPolicyWarnings.Of(log, responses, placebo, options)],
        };
    }

    private ResponseMetrics Describe(string name, int response) => new()
    {
        Name = name,
        LoggedMean = _table[Logged(response, EstimatorLevel.Row)],
        Estimates = Estimates(response, EstimatorLevel.Row),
        CapSensitivity =
        [
            .. log.OtherCaps.Select(other => new CapSensitivity
            {
                WeightCap = other.WeightCap,
                Estimate = Estimate(new(response, EstimatorList.Capped, other.WeightCap)),
                EffectiveSampleSize = other.Weights.EffectiveSizeCapped,
            }),
        ],
        SessionReturn = _table.Has(Logged(response, EstimatorLevel.Session))
            ? new() { LoggedMean = _table[Logged(response, EstimatorLevel.Session)], Estimates = Estimates(response, EstimatorLevel.Session) }
            : null,
        Page = _table.Has(Logged(response, EstimatorLevel.Page))
            ? new() { LoggedMean = _table[Logged(response, EstimatorLevel.Page)], Estimates = Estimates(response, EstimatorLevel.Page) }
            : null,
    };

    private static PageWeightMetrics Describe(WeightStatistics pages, WeightStatistics positions) => new()
    {
        PageCount = pages.Count,
        EffectivePageCount = pages.EffectiveSize,
        LargestWeightShare = pages.LargestShare,
        MeanWeight = pages.Mean,
        MaximumWeight = pages.Maximum,
        MeanPositionWeight = positions.Count > 0 ? positions.Mean : null,
        EffectivePositionSampleSize = positions.Count > 0 ? positions.EffectiveSize : null,
    };

    private OrderedDictionary<string, OffPolicyEstimate> Estimates(int response, EstimatorLevel level) => new(EstimatorList.All
        .Where(estimator => estimator.Level == level && estimator.Role != EstimatorRole.Logged && _table.Has(new(response, estimator)))
        .Select(estimator => KeyValuePair.Create(estimator.Name, Estimate(new(response, estimator)))));

    private OffPolicyEstimate Estimate(EstimateKey key)
    {
        var level = key.Estimator.Level;
        // The spread of a model's estimate does not show how well its values were fitted.
        var spread = options.AreValuesFitted && key.Estimator.Role == EstimatorRole.Model
            ? key with { Estimator = EstimatorList.Of(level, EstimatorRole.Correction) }
            : key;
        return _table.Estimate(key, Logged(key.Response, level), spread);
    }

    private static EstimateKey Logged(int response, EstimatorLevel level) => new(response, EstimatorList.Of(level, EstimatorRole.Logged));
}

/// <summary>Computes all estimates on a log, and the replicates from which their intervals are made.</summary>
internal sealed class EstimateTable
{
    private readonly OffPolicyOptions _options;
    private readonly int _seed;
    private readonly Dictionary<EstimateKey, Series> _series;

    /// <param name="log">The weighted log.</param>
    /// <param name="halves">The half-samples of the log.</param>
    /// <param name="options">The options of the intervals.</param>
    /// <param name="seed">The seed of the bootstrap.</param>
    public EstimateTable(LogSample log, HalfSamples halves, OffPolicyOptions options, int seed)
    {
        (_options, _seed) = (options, seed);
        var variants = Variants(log);
        _series = log.Sums.ToDictionary(estimate => estimate.Key, estimate =>
            new Series(estimate.Value.Estimate(), variants[estimate.Key], halves.Estimate(estimate.Key, estimate.Value)));
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
        var (liftLower, liftUpper) = double.IsFinite(lift) ? Interval(_series[spread].With(_series[logged], Lift), lift) : (double.NaN, double.NaN);
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
    private Dictionary<EstimateKey, double[]> Variants(LogSample log)
    {
        var units = log.Weights.UnitCount;
        if (units < 2)
            return log.Sums.Keys.ToDictionary(key => key, _ => Array.Empty<double>());
        if (_options.Interval != OffPolicyInterval.Bootstrap)
            return log.Sums.ToDictionary(estimate => estimate.Key, estimate => estimate.Value.LeaveOneOut(units));
        var variants = log.Sums.Keys.ToDictionary(key => key, _ => new double[_options.NumberOfBootstrapSamples]);
        Intervals.Resample(units, _options.NumberOfBootstrapSamples, _seed, (replicate, counts) =>
        {
            foreach (var (key, sums) in log.Sums)
                variants[key][replicate] = sums.Estimate(counts);
        });
        return variants;
    }

    /// <summary>Returns the interval of an estimate, widened by the variation of estimated propensities, and moved to a center.</summary>
    private (double Lower, double Upper) Interval(Series estimate, double center)
    {
        var (lower, upper) = _options.Interval switch
        {
            OffPolicyInterval.EmpiricalBernstein => Intervals.EmpiricalBernstein(estimate.Value, estimate.Variants, _options.ConfidenceLevel),
            OffPolicyInterval.StudentizedBootstrap => Intervals.Studentized(
                estimate.Value, estimate.Variants, _options.ConfidenceLevel, _options.NumberOfBootstrapSamples, _seed),
            _ => Intervals.Percentiles(estimate.Variants, _options.ConfidenceLevel),
        };
        var factor = Intervals.WideningFactor(estimate.Halves);
        return (center + factor * (lower - estimate.Value), center + factor * (upper - estimate.Value));
    }

    /// <summary>Represents an estimate on the log, on its replicates, and on its half-samples.</summary>
    private sealed record Series(double Value, double[] Variants, (double Own, double Shared)[] Halves)
    {
        /// <summary>Applies a function to this estimate and another one of the same log.</summary>
        public Series With(Series other, Func<double, double, double> function) => new(
            function(Value, other.Value),
            [.. Variants.Zip(other.Variants, function)],
            [.. Halves.Zip(other.Halves, (half, otherHalf) => (function(half.Own, otherHalf.Own), function(half.Shared, otherHalf.Shared)))]);
    }
}
