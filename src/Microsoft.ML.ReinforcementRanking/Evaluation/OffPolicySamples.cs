namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>The samples that the options ask for; every row goes into each.</summary>
internal sealed class OffPolicySamples
{
    private readonly SessionProgress _progress = new();
    private readonly List<IOffPolicySample> _all;

    public OffPolicySamples(int responseCount, OffPolicyOptions options)
    {
        Rows = new(responseCount + (options.PlaceboColumnName is null ? 0 : 1), options.WeightCap, [.. options.SensitivityWeightCaps]);
        _all = [Rows];
        if (options.DiscountFactor is { } discount)
        {
            _all.Add(Sessions = new(responseCount, discount, options.WeightCap, options.HasValues));
            _all.Add(Steps = new(responseCount, discount, options.WeightCap, options.HasValues));
        }
        else if (options.HasValues)
        {
            _all.Add(Models = new(responseCount, options.SwitchThreshold));
        }
        if (options.StateColumnName is not null)
            _all.Add(States = new(responseCount, options.DiscountFactor));
    }

    public ImportanceSample Rows { get; }

    /// <summary>Null without values, and where values are returns.</summary>
    public ModelSample? Models { get; }

    /// <summary>Null without a discount.</summary>
    public SessionSample? Sessions { get; }

    /// <summary>Null without a discount.</summary>
    public StepSample? Steps { get; }

    /// <summary>Null without a state column.</summary>
    public StateSample? States { get; }

    /// <summary>False where the product of the session's weights is no number any more.</summary>
    public bool Add(ScoredRow row)
    {
        if (Sessions is not null && !_progress.Advance(row))
            return false;
        foreach (var sample in _all)
            sample.Add(row);
        return true;
    }

    public void Complete() => _all.ForEach(sample => sample.Complete());
}
