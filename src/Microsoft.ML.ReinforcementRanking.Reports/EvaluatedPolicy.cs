namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a policy, or one setting of a policy, with its metrics on a log. Charts and reports show it under its name.</summary>
public sealed class EvaluatedPolicy
{
    /// <summary>Creates an evaluated policy.</summary>
    /// <param name="name">The name, such as <c>"TSCAC"</c>, or <c>"λ = 0.5"</c> for a setting.</param>
    /// <param name="metrics">The metrics that <c>mlContext.Ranking.EvaluateOffPolicy</c> returned.</param>
    /// <exception cref="ArgumentException">The name is blank, or an argument is null.</exception>
    public EvaluatedPolicy(string name, OffPolicyMetrics metrics)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(metrics);
        (Name, Metrics) = (name, metrics);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The metrics.</summary>
    public OffPolicyMetrics Metrics { get; }
}
