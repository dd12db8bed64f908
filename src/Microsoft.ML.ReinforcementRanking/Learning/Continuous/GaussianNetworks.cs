using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Represents the networks of several responses as groups of one shape each, and their lagged copies, with the weights that the learners' networks have.
/// </summary>
internal sealed class GaussianNetworks : IDisposable
{
    private readonly TargetModule<TowerGroup>? _laggedCritics;
    private readonly TargetModule<GaussianPolicyGroup> _laggedPolicies;

    public GaussianNetworks(IReadOnlyList<GaussianActorCriticLearner> learners)
    {
        var actionWidth = learners[0].Options.Standardizer.Means.Length;
        TowerGroup Group(IEnumerable<PlannedModule> towers) => new([.. towers], actionWidth);

        Critics = Group(learners.SelectMany(learner => learner.Critic.Critics.Members));
        Policies = new([.. learners.Select(learner => learner.Policy)]);
        if (learners[0].Critic.Lagged.Count > 0)
            _laggedCritics = new(Critics, Group(learners.SelectMany(learner => learner.Critic.Lagged)), isCurrent: true);
        _laggedPolicies = new(Policies, new([.. learners.Select(learner => learner.LaggedPolicy)]), isCurrent: true);
    }

    /// <summary>Gets the critics, one response after another.</summary>
    public TowerGroup Critics { get; }

    public GaussianPolicyGroup Policies { get; }

    /// <summary>Gets the lagged critics, or null if the discount factors are 0.</summary>
    public TowerGroup? LaggedCritics => _laggedCritics?.Module;

    public GaussianPolicyGroup LaggedPolicies => _laggedPolicies.Module;

    /// <summary>Updates the lagged copies.</summary>
    public void Follow(double rate)
    {
        _laggedCritics?.Follow(rate);
        _laggedPolicies.Follow(rate);
    }

    public void Dispose()
    {
        Critics.Dispose();
        Policies.Dispose();
        _laggedCritics?.Dispose();
        _laggedPolicies.Dispose();
    }
}
