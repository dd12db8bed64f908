using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// One response's actor and critics, in turn on each batch: critics regress on <c>r + γ min_m Q'_m(s', a')</c> with a' from the lagged policy, the actor
/// climbs the critics while it stays close to its references (<see cref="GaussianImprovement"/>), lagged copies follow (TSCAC spec 2.5, 2.6).
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
    private readonly TargetModule<PlannedModule>[] _targets;
    private readonly optim.Optimizer _actorOptimizer;
    private readonly optim.Optimizer _criticOptimizer;
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
        _targets = critics.NewTargets();
        _actorOptimizer = optim.AdamW(policy.parameters(), options.ActorLearningRate, weight_decay: options.WeightDecay);
        _criticOptimizer = optim.AdamW(critics.Members.SelectMany(member => member.parameters()), options.CriticLearningRate, weight_decay: options.WeightDecay);
    }

    protected override IReadOnlyList<nn.Module> Modules => [_policy, .. _critics.Members];

    public override StepLosses Step(TransitionBatch batch)
    {
        var actions = _options.Standardizer.Standardize(batch.Actions!);
        var error = CriticStep(batch, actions);
        TrackDeviation(batch.States);
        ActorStep(batch, actions);
        foreach (var target in _targets)
            target.Follow(_options.TargetUpdateRate);
        _lagged.Follow(_options.TargetUpdateRate);
        return new("temporal difference", error);
    }

    /// <summary>Epochs are compared by the critics' error; what the policy would earn is reported beside it.</summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var rewards = _options.RewardsOf(heldOut);
        var error = HeldOutError.Of(heldOut, _options.Device, batch => (_critics.Mean(batch.States, _options.Standardizer.Standardize(batch.Actions!)), Target(batch, rewards)));
        return new(-error.MeanSquare, error.Metrics.Concat(_estimates.Of(heldOut)).ToDictionary());
    }

    protected override void Dispose(bool disposing)
    {
        _lagged.Dispose();
        foreach (var target in _targets)
            target.Dispose();
        _actorOptimizer.Dispose();
        _criticOptimizer.Dispose();
        base.Dispose(disposing);
    }

    private double CriticStep(TransitionBatch batch, Tensor actions)
    {
        var target = Target(batch, _options.Rewards);
        var losses = ContinuousCritics.Values(_critics.Members, batch.States, actions).Select(value => Losses.SquaredError(value, target, batch.Weights));
        return Descend(_criticOptimizer, stack(losses).sum()) / _critics.Members.Count;
    }

    /// <summary>Standardised target: [rows].</summary>
    private Tensor Target(TransitionBatch batch, float[] rewards)
    {
        using var noGrad = no_grad();
        var (mean, deviation) = (_options.Scale.Mean, _options.Scale.Deviation);
        var states = batch.NextStates();
        var means = _lagged.Module.Means(states);
        var next = means + _lagged.Module.LogDeviations.exp() * randn_like(means);
        var smallest = stack(ContinuousCritics.Values(_targets.Select(target => target.Module), states, next)).amin([0]);
        return (Losses.DiscountedTarget(batch.Column(rewards), mean + deviation * smallest, batch.Continues(), _options.Discount) - mean) / deviation;
    }

    private void ActorStep(TransitionBatch batch, Tensor actions)
    {
        var means = _policy.Means(batch.States);
        var references = _references.Select(reference => (reference.Means(batch.States).detach(), reference.LogDeviations.detach())).ToArray();
        var loss = GaussianImprovement.Loss(
            means, _policy.LogDeviations, action => _critics.Mean(batch.States, action) / _critics.AdvantageDeviation, randn_like(means),
            references, _options.Strengths, actions, _options.CloningStrength, batch.Weights);
        Descend(_actorOptimizer, loss);
    }

    /// <summary>Two actions of the behaviour policy per state: half their mean squared difference in value is the variance.</summary>
    private void TrackDeviation(Tensor states)
    {
        using var noGrad = no_grad();
        var means = _behavior.Means(states);
        Tensor Value() => _critics.Mean(states, means + _behavior.LogDeviations.exp() * randn_like(means));
        var variance = (Value() - Value()).square().mean().item<float>() / 2;
        _critics.AdvantageDeviation = _variance.Track(variance);
    }
}
