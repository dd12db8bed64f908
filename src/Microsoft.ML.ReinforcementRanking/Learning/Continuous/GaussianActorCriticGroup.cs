using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Trains the actors and the critics of several responses on shared batches (docs/equations-tscac.md (5), (16)). The responses share operations and nothing
/// else, so that none influences another one. In each step the actors and the critics follow the gradients at the weights that the step begins with.
/// Therefore the critics read the states once for both. The lagged copies are updated last.
/// </summary>
internal sealed class GaussianActorCriticGroup : ILearnerGroup
{
    private readonly GaussianActorCriticOptions _options;
    private readonly FixedMeans _behavior;
    private readonly FixedMeans[] _references;
    private IReadOnlyList<GaussianActorCriticLearner> _learners;
    private RunningVariance[] _variances;
    private GaussianNetworks _networks;
    private AdamWOptimizer _criticOptimizer, _policyOptimizer;
    private double? _maximumGradientNorm;

    /// <param name="learners">
    /// The learners of the responses. They have networks of one shape and the same reference policies, and all or none of them a discount factor of 0.
    /// </param>
    public GaussianActorCriticGroup(IReadOnlyList<GaussianActorCriticLearner> learners)
    {
        (_learners, _options) = (learners, learners[0].Options);
        _variances = [.. learners.Select(_ => new RunningVariance())];
        _networks = new(learners);
        (_criticOptimizer, _policyOptimizer) = (NewCriticOptimizer(), NewPolicyOptimizer());
        var critic = _options.Critic;
        _behavior = new(learners[0].Behavior, critic.Training, critic.Device);
        _references = [.. learners[0].References.Select(
            reference => reference == learners[0].Behavior ? _behavior : new FixedMeans(reference, critic.Training, critic.Device))];
    }

    public IEnumerable<NetworkModule> Modules => [_networks.Critics, _networks.Policies];

    public void LimitGradients(double? maximumNorm) => _maximumGradientNorm = maximumNorm;

    /// <summary>Makes a step of every response, and returns their losses in the order of the learners.</summary>
    public IReadOnlyList<StepLosses> Step(TransitionBatch batch)
    {
        var actions = _options.Standardizer.Standardize(batch.Actions!);
        var targets = Targets(batch);
        var sums = _networks.Critics.ReadStates(batch.States);
        var actorLosses = ActorLosses(batch, sums.detach(), actions);
        var errors = Losses.MeanOfRows((ByResponse(_networks.Critics.Evaluate(sums, actions.unsqueeze(0))) - targets.unsqueeze(1)).Squared(), batch.Weights);
        var losses = AdamWOptimizer.Descend([(_policyOptimizer, actorLosses), (_criticOptimizer, errors)], _maximumGradientNorm)[1];
        _networks.Follow(_options.Critic.TargetUpdateRate);
        return [.. losses.Chunk(losses.Length / _learners.Count).Select(own => new StepLosses("temporal difference", own.Average()))];
    }

    /// <summary>Goes on with some of the responses. Their steps are those that they would have made in the whole group.</summary>
    public void Keep(IReadOnlyList<int> learners)
    {
        var (critics, policies) = (_criticOptimizer, _policyOptimizer);
        _networks.Dispose();
        _learners = [.. learners.Select(index => _learners[index])];
        _variances = [.. learners.Select(index => _variances[index])];
        _networks = new(_learners);
        (_criticOptimizer, _policyOptimizer) = (NewCriticOptimizer(), NewPolicyOptimizer());
        _criticOptimizer.Continue(critics, learners);
        _policyOptimizer.Continue(policies, learners);
        critics.Dispose();
        policies.Dispose();
    }

    public void Visit(StateArchive archive)
    {
        _criticOptimizer.Visit(archive);
        _policyOptimizer.Visit(archive);
        foreach (var variance in _variances)
            variance.Visit(archive);
    }

    public void Dispose()
    {
        IDisposable[] owned = [_networks, _criticOptimizer, _policyOptimizer, _behavior, .. _references];
        foreach (var part in owned)
            part.Dispose();
    }

    private AdamWOptimizer NewCriticOptimizer()
        => new(_networks.Critics.AllParameters(), _options.Critic.LearningRate, _options.Critic.WeightDecay, _learners.Count);

    private AdamWOptimizer NewPolicyOptimizer()
        => new(_networks.Policies.AllParameters(), _options.ActorLearningRate, _options.Critic.WeightDecay, _learners.Count);

    /// <summary>Arranges the values of all critics, of shape [..., critics, rows, 1], by response: [..., responses, critics of one, rows].</summary>
    private Tensor ByResponse(Tensor values) => values.squeeze(-1).unflatten(values.dim() - 3, [_learners.Count, -1]);

    /// <summary>Computes the targets of the critics (docs/equations-tscac.md (3), (6)). The shape is [responses, rows].</summary>
    private Tensor Targets(TransitionBatch batch)
    {
        using var noGrad = no_grad();
        Tensor? nextValues = null;
        if (_networks.LaggedCritics is { } lagged)
        {
            var states = batch.NextStates();
            nextValues = ByResponse(lagged.Evaluate(lagged.ReadStates(states), _networks.LaggedPolicies.Draw(states))).amin([1]);
        }
        return stack(_learners.Select((learner, response) => learner.Critic.Target(batch, nextValues?[response])));
    }

    /// <summary>Computes the losses of the actors, of shape [responses].</summary>
    private Tensor ActorLosses(TransitionBatch batch, Tensor sums, Tensor actions)
    {
        // The critics are fixed functions here. Their mean over the critics of a response: [..., responses, rows].
        Tensor Value(Tensor chosen) => ByResponse(_networks.Critics.Evaluate(sums, chosen, isFrozen: true)).mean([-2]);

        var units = AdvantageDeviations(batch, Value);
        var policies = _networks.Policies;
        var means = policies.Means(batch.States);
        GaussianReference[] references =
            [.. _references.Zip(_options.Strengths, (policy, strength) => new GaussianReference(policy.Of(batch), policy.LogDeviations, strength))];
        return GaussianImprovement.Loss(means, policies.LogDeviations, chosen => Value(chosen) / units, RandomSource.Current.NormalLike(means),
            references, actions, _options.CloningStrength, batch.Weights);
    }

    /// <summary>
    /// Updates the advantage deviations of the critics, and returns them: [responses, 1]. The variance of Q under the behavior policy is half the mean squared
    /// difference of the values of two draws.
    /// </summary>
    private Tensor AdvantageDeviations(TransitionBatch batch, Func<Tensor, Tensor> value)
    {
        using var noGrad = no_grad();
        var means = _behavior.Of(batch);
        var values = value(GaussianPolicy.Draw(stack([means, means]).unsqueeze(1), _behavior.LogDeviations));
        var squares = JointBatch.Sum(Losses.MeanOfRows((values[0] - values[1]).Squared(), null)).cpu().data<float>().ToArray();
        foreach (var (response, square) in squares.Index())
            _learners[response].Critic.Critics.AdvantageDeviation = _variances[response].Track(square / 2);
        return tensor(_learners.Select(learner => (float)learner.Critic.Critics.AdvantageDeviation).ToArray(), device: _options.Critic.Device).unsqueeze(1);
    }
}
