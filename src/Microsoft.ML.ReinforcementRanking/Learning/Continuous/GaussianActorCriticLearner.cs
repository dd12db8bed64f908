using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// One response's actor and critics, in turn on each batch: critics follow the lagged policy (<see cref="ContinuousCriticLearner"/>), the actor climbs the
/// critics while it stays close to its references (<see cref="GaussianImprovement"/>), lagged copies follow (docs/equations-tscac.md (5), (16)).
/// </summary>
internal sealed class GaussianActorCriticLearner : Learner
{
    private readonly RunningVariance _variance = new();
    private readonly GaussianActorCriticOptions _options;
    private readonly GaussianPolicy _policy;
    private readonly ContinuousCritics _critics;
    private readonly GaussianPolicy _behavior;
    private readonly IReadOnlyList<GaussianPolicy> _references;
    private readonly TargetModule<GaussianPolicy> _lagged;
    private readonly ContinuousCriticLearner _criticLearner;
    private readonly AdamWOptimizer _optimizer;
    private readonly PolicyEstimates _estimates;

    public GaussianActorCriticLearner(
        GaussianActorCriticOptions options,
        GaussianPolicy policy,
        ContinuousCritics critics,
        GaussianPolicy behavior,
        IReadOnlyList<GaussianPolicy> references,
        PolicyEstimates estimates)
    {
        (_options, _policy, _critics, _behavior, _references, _estimates) = (options, policy, critics, behavior, references, estimates);
        _lagged = new(policy, policy.Clone());
        _criticLearner = new(options.Critic, critics, states => _lagged.Module.Draw(states));
        _optimizer = new(policy.parameters(), options.ActorLearningRate, options.Critic.WeightDecay);
    }

    protected override IReadOnlyList<nn.Module> Modules => [_policy];

    protected override IReadOnlyList<Learner> Parts => [_criticLearner];

    public override StepLosses Step(TransitionBatch batch)
    {
        var losses = _criticLearner.Step(batch);
        _critics.AdvantageDeviation = _variance.Track(_critics.AdvantageVariance(batch.States, _behavior));
        ActorStep(batch);
        _lagged.Follow(_options.Critic.TargetUpdateRate);
        return losses;
    }

    /// <summary>Epochs are compared by the critics' error; what the policy would earn is reported beside it.</summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var critics = _criticLearner.Assess(heldOut);
        return critics with { Metrics = critics.Metrics.Concat(_estimates.Of(heldOut)).ToDictionary() };
    }

    protected override void Dispose(bool disposing)
    {
        _lagged.Dispose();
        _optimizer.Dispose();
        base.Dispose(disposing);
    }

    private void ActorStep(TransitionBatch batch)
    {
        var means = _policy.Means(batch.States);
        var references = _references.Select(reference => (reference.Means(batch.States).detach(), reference.LogDeviations.detach())).ToArray();
        var loss = GaussianImprovement.Loss(
            means, _policy.LogDeviations, action => _critics.Mean(batch.States, action).Over(_critics.AdvantageDeviation), randn_like(means),
            references, _options.Strengths, _options.Critic.Standardizer.Standardize(batch.Actions!), _options.CloningStrength, batch.Weights);
        _optimizer.Descend(loss);
    }
}
