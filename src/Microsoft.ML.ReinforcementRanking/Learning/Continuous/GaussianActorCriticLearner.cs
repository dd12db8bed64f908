using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Trains the actor and the critics of one response in turn on each batch (docs/equations-tscac.md (5), (16)). The critics follow the lagged policy
/// (<see cref="ContinuousCriticLearner"/>), the actor maximizes the critics while it stays close to its references (<see cref="GaussianImprovement"/>),
/// and the lagged copies are updated.
/// </summary>
internal sealed class GaussianActorCriticLearner : Learner
{
    private readonly RunningVariance _variance = new();
    private readonly GaussianActorCriticOptions _options;
    private readonly GaussianPolicy _behavior;
    private readonly IReadOnlyList<GaussianPolicy> _references;
    private readonly TargetModule<GaussianPolicy> _lagged;
    private readonly PolicyEstimates _estimates;

    public GaussianActorCriticLearner(
        GaussianActorCriticOptions options,
        GaussianPolicy policy,
        ContinuousCritics critics,
        GaussianPolicy behavior,
        IReadOnlyList<GaussianPolicy> references,
        PolicyEstimates estimates)
    {
        (_options, Policy, _behavior, _references, _estimates) = (options, policy, behavior, references, estimates);
        _lagged = new(policy, policy.Clone());
        Critic = new(options.Critic, critics, options.Standardizer, behavior, states => _lagged.Module.Draw(states));
        Optimize(policy.parameters(), options.ActorLearningRate, options.Critic.WeightDecay);
    }

    public GaussianPolicy Policy { get; }

    public ContinuousCriticLearner Critic { get; }

    protected override IReadOnlyList<nn.Module> Modules => [Policy];

    protected override IReadOnlyList<Learner> Parts => [Critic];

    public override StepLosses Step(TransitionBatch batch)
    {
        var losses = Critic.Step(batch);
        Critic.Critics.AdvantageDeviation = _variance.Track(Critic.Critics.AdvantageVariance(batch.States, _behavior));
        ActorStep(batch);
        _lagged.Follow(_options.Critic.TargetUpdateRate);
        return losses;
    }

    /// <summary>Compares epochs by the critics' error, and reports the estimated values of the policy.</summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var critics = Critic.Assess(heldOut);
        return critics with { Metrics = [.. critics.Metrics, .. _estimates.Of(heldOut)] };
    }

    protected override void Dispose(bool disposing)
    {
        _lagged.Dispose();
        base.Dispose(disposing);
    }

    private void ActorStep(TransitionBatch batch)
    {
        var critics = Critic.Critics;
        var means = Policy.Means(batch.States);
        var references = _references.Select(reference => (reference.Means(batch.States).detach(), reference.LogDeviations.detach())).ToArray();
        var loss = GaussianImprovement.Loss(
            means, Policy.LogDeviations, action => critics.Mean(batch.States, action).Over(critics.AdvantageDeviation), RandomSource.Current.NormalLike(means),
            references, _options.Strengths, _options.Standardizer.Standardize(batch.Actions!), _options.CloningStrength, batch.Weights);
        Descend(loss);
    }
}

/// <summary>Contains the options of an actor-critic over continuous actions.</summary>
/// <param name="Critic">The options of its critics.</param>
/// <param name="Standardizer">The scale of actions.</param>
/// <param name="Strengths">The strength λ_i of each reference policy, in units of the critics' advantage deviation.</param>
/// <param name="CloningStrength">The strength c of the cloning term.</param>
/// <param name="ActorLearningRate">The learning rate of AdamW for the actor.</param>
internal sealed record GaussianActorCriticOptions(
    CriticOptions Critic,
    ActionStandardizer Standardizer,
    IReadOnlyList<double> Strengths,
    double CloningStrength,
    double ActorLearningRate);
