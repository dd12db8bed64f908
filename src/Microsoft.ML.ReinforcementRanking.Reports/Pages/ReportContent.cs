using Microsoft.ML.Trainers.ReinforcementRanking.Charts;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Pages;

/// <summary>Holds what was added to a report.</summary>
internal sealed class ReportContent
{
    public string Estimator { get; set; } = EstimateSource.DefaultEstimator;

    public double AllowedAuxiliaryLoss { get; set; }

    public List<EvaluatedPolicy> Policies { get; } = [];

    public List<Curve> TradeOffs { get; } = [];

    public List<(string Name, IReadOnlyList<TrainingHistoryEntry> Entries)> Histories { get; } = [];

    public CalibrationMetrics? Calibration { get; set; }

    public (IReadOnlyList<FeatureImportance> Columns, string Metric)? Importance { get; set; }

    public LogDiagnosis? Diagnosis { get; set; }

    public bool IsEmpty => Policies.Count + TradeOffs.Count + Histories.Count == 0 && Calibration is null && Importance is null && Diagnosis is null;

    /// <summary>
    /// Everything that could be shipped: all policies, and the settings of those that are not among them. If a setting was chosen, no other one is a candidate.
    /// </summary>
    public IReadOnlyList<Candidate> Candidates =>
    [
        .. Policies.Select(policy => new Candidate(policy.Name, CurveOf(policy.Name)?.Chosen?.Name, policy.Metrics)),
        .. TradeOffs.Where(curve => Policies.All(policy => policy.Name != curve.Policy)).SelectMany(curve => curve.Candidates),
    ];

    public void Add(EvaluatedPolicy policy)
    {
        if (Policies.Any(other => other.Name == policy.Name))
            throw new ArgumentException($"There is a policy '{policy.Name}' already. Give each policy a name of its own.", nameof(policy));
        Policies.Add(policy);
    }

    public void Add(string policy, IReadOnlyList<EvaluatedPolicy> settings, EvaluatedPolicy? chosen)
    {
        if (CurveOf(policy) is not null)
            throw new ArgumentException($"The policy '{policy}' has settings already. Add all of them at once.", nameof(policy));
        if (settings.CountBy(setting => setting.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } repeated })
            throw new ArgumentException($"Two settings have the name '{repeated}'. Give each setting a name of its own.", nameof(settings));
        TradeOffs.Add(new(policy, settings, chosen));
    }

    public Verdict Verdict() => new(this, Candidates);

    private Curve? CurveOf(string policy) => TradeOffs.Find(curve => curve.Policy == policy);
}

/// <summary>Represents the settings of one policy, and the one that was chosen, or null.</summary>
internal sealed record Curve(string Policy, IReadOnlyList<EvaluatedPolicy> Settings, EvaluatedPolicy? Chosen)
{
    public IEnumerable<Candidate> Candidates
        => (Chosen is null ? Settings : [Chosen]).Select(setting => new Candidate(Policy, setting.Name, setting.Metrics));
}

/// <summary>Represents a policy, or one setting of it, that could be shipped.</summary>
internal sealed record Candidate(string Policy, string? Setting, OffPolicyMetrics Metrics)
{
    public string Name => Setting is null ? Policy : $"{Policy} with {Setting}";

    public EvaluatedPolicy ToPolicy() => new(Setting is null ? Policy : $"{Policy}, {Setting}", Metrics);
}
