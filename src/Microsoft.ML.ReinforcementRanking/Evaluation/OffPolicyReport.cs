namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Turns the samples of a log into its metrics.</summary>
internal sealed class OffPolicyReport
{
    private readonly OffPolicySamples _samples;
    private readonly int _halfCount;
    private readonly OffPolicyOptions _options;
    private readonly EstimateTable _rows;
    private readonly EstimateTable? _models;
    private readonly EstimateTable? _sessions;
    private readonly EstimateTable? _steps;
    private readonly EstimateTable? _states;

    public OffPolicyReport(OffPolicySamples samples, HalfSamples halves, OffPolicyOptions options, int seed)
    {
        double[][] counts = [.. Enumerable.Range(0, halves.Count).Select(halves.CountUnits)];
        EstimateTable? Table(Func<OffPolicySamples, IOffPolicySample?> select) => select(samples) is not { } sample
            ? null
            : new(sample, counts.Select((units, half) => (select(halves[half])!, units)), options, seed);
        (_samples, _halfCount, _options) = (samples, halves.Count, options);
        _rows = Table(all => all.Rows)!;
        _models = Table(all => all.Models);
        _sessions = Table(all => all.Sessions);
        _steps = Table(all => all.Steps);
        _states = Table(all => all.States);
    }

    /// <summary>The metrics; a placebo, where there is one, is the last response of the rows' sample.</summary>
    public OffPolicyMetrics Build(IReadOnlyList<string> responseNames, int sessionCount)
    {
        ResponseMetrics[] responses = [.. responseNames.Select((name, response) => Describe(name, response, isPlacebo: false))];
        var placebo = _options.PlaceboColumnName is { } name ? Describe(name, responses.Length, isPlacebo: true) : null;
        var (rows, sessions) = (_samples.Rows, _samples.Sessions);
        return new()
        {
            Responses = responses,
            Placebo = placebo,
            RowCount = rows.RowCount,
            SessionCount = sessionCount,
            EffectiveSampleSize = rows.EffectiveSampleSize,
            MeanWeight = rows.MeanWeight,
            MeanCappedWeight = rows.MeanCappedWeight,
            MaximumWeight = rows.MaximumWeight,
            ShareOfWeightsAtCap = (double)rows.RowsAtCap / rows.RowCount,
            SessionWeights = sessions is null ? null : new()
            {
                EffectiveSessionCount = sessions.EffectiveSessionCount,
                MeanWeight = sessions.MeanWeight,
                MaximumWeight = sessions.MaximumWeight,
            },
            DiscountFactor = _options.DiscountFactor,
            WeightCap = _options.WeightCap,
            Interval = _options.Interval,
            ConfidenceLevel = _options.ConfidenceLevel,
            PropensityHalfSampleCount = _halfCount,
            Warnings = [.. OffPolicyWarnings.Of(_samples, responses, placebo, _options)],
        };
    }

    private ResponseMetrics Describe(string name, int response, bool isPlacebo)
    {
        var first = response * (ImportanceSample.FirstOtherCap + _options.SensitivityWeightCaps.Count);
        OffPolicyEstimate Row(int estimate) => _rows.Estimate(first + estimate, first + ImportanceSample.LoggedMean, first + estimate);
        OffPolicyEstimate? Model(int estimate, int? spread = null) => isPlacebo ? null : Own(_models, ModelSample.Count, response, estimate, spread);
        return new()
        {
            Name = name,
            LoggedMean = _rows[first + ImportanceSample.LoggedMean],
            Ips = Row(ImportanceSample.Ips),
            SelfNormalizedIps = Row(ImportanceSample.SelfNormalizedIps),
            CappedSelfNormalizedIps = Row(ImportanceSample.CappedSelfNormalizedIps),
            StateNormalizedIps = isPlacebo || _options.DiscountFactor is not null ? null : Own(_states, StateSample.Count, response, StateSample.Marginalized),
            DirectMethod = Model(ModelSample.DirectMethod, SpreadOfFit(ModelSample.DoublyRobust)),
            DoublyRobust = Model(ModelSample.DoublyRobust),
            SelfNormalizedDoublyRobust = Model(ModelSample.SelfNormalizedDoublyRobust),
            SwitchDoublyRobust = Model(ModelSample.SwitchDoublyRobust),
            CapSensitivity = [.. _options.SensitivityWeightCaps.Select((cap, index) =>
                new CapSensitivity { WeightCap = cap, Estimate = Row(ImportanceSample.FirstOtherCap + index), EffectiveSampleSize = _samples.Rows.EffectiveSampleSizeOfOther(index) })],
            SessionReturn = isPlacebo || _sessions is null ? null : DescribeSessions(_sessions, _steps!, response),
        };
    }

    private SessionReturnMetrics DescribeSessions(EstimateTable sessions, EstimateTable steps, int response)
    {
        OffPolicyEstimate Session(int estimate, int? spread = null) => Own(sessions, SessionSample.Count, response, estimate, spread)!;
        OffPolicyEstimate Step(int estimate) => Own(steps, StepSample.Count, response, estimate)!;
        return new()
        {
            LoggedMean = sessions[response * SessionSample.Count + SessionSample.LoggedMean],
            TrajectoryIs = Session(SessionSample.TrajectoryIs),
            SelfNormalizedTrajectoryIs = Session(SessionSample.SelfNormalizedTrajectoryIs),
            CappedSelfNormalizedTrajectoryIs = Session(SessionSample.CappedSelfNormalizedTrajectoryIs),
            PerDecisionIs = Session(SessionSample.PerDecisionIs),
            SelfNormalizedPerDecisionIs = Step(StepSample.SelfNormalizedPerDecisionIs),
            CappedSelfNormalizedPerDecisionIs = Step(StepSample.CappedSelfNormalizedPerDecisionIs),
            DirectMethod = _options.HasValues ? Session(SessionSample.DirectMethod, SpreadOfFit(SessionSample.DoublyRobust)) : null,
            DoublyRobust = _options.HasValues ? Session(SessionSample.DoublyRobust) : null,
            SelfNormalizedDoublyRobust = _options.HasValues ? Step(StepSample.SelfNormalizedDoublyRobust) : null,
            Marginalized = Own(_states, StateSample.Count, response, StateSample.Marginalized),
        };
    }

    /// <summary>Whose spread the direct method has: its own says nothing of how well values were fitted.</summary>
    private int? SpreadOfFit(int doublyRobust) => _options.AreValuesFitted ? doublyRobust : null;

    /// <summary>An estimate of a response, with the spread of another one where that is given; every sample's blocks begin with the logged value.</summary>
    private static OffPolicyEstimate? Own(EstimateTable? table, int perResponse, int response, int estimate, int? spread = null) =>
        table?.Estimate(response * perResponse + estimate, response * perResponse, response * perResponse + (spread ?? estimate));
}
