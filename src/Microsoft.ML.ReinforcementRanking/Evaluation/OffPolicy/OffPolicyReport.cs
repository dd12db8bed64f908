namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Computes the metrics of a weighted log.</summary>
internal sealed class OffPolicyReport(LogSample log, HalfSamples halves, OffPolicyOptions options, Resampling resampling)
{
    private readonly EstimateTable _table = new(log, halves, options, resampling);

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
