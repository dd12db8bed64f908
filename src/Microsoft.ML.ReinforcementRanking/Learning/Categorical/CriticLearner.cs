using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Regresses Q(s, a) of one reward on <c>r + γ Σ_a' π(a'|s') Q'(s', a')</c>, where π is the policy that this very critic improves, or that an actor learns
/// beside it (docs/equations-tscac.md (3), (4); expected form of the temporal difference over the catalog). Soft values add the entropy of π.
/// </summary>
internal sealed class CriticLearner : Learner
{
    private readonly RunningVariance _variance = new();
    private readonly CriticOptions _options;
    private readonly CriticEnsemble _critic;
    private readonly SoftmaxPolicy _behavior;
    private readonly SoftmaxPolicy _policy;
    private readonly CandidateSampler _candidates;
    private readonly PolicyEstimates? _estimates;
    private readonly TargetModule<TwoTowerNetwork>[] _targets;
    private readonly AdamWOptimizer _optimizer;

    /// <param name="options">Response and training.</param>
    /// <param name="critic">What is trained.</param>
    /// <param name="behavior">The policy under which advantages have their unit.</param>
    /// <param name="policy">What targets follow: the improvement that this critic drives, or the lagged policy of an actor.</param>
    /// <param name="candidates">Actions to sum over.</param>
    /// <param name="estimates">Of the policy on held-out rows, to be reported; null where the policy is not an end in itself.</param>
    public CriticLearner(CriticOptions options, CriticEnsemble critic, SoftmaxPolicy behavior, SoftmaxPolicy policy, CandidateSampler candidates, PolicyEstimates? estimates)
    {
        _estimates = estimates;
        _options = options;
        _critic = critic;
        _behavior = behavior;
        _policy = policy;
        _candidates = candidates;
        _targets = options.Discount == 0 ? [] : [.. critic.Members.Select(member => new TargetModule<TwoTowerNetwork>(member, member.NewOfSameShape()))];
        _optimizer = new(critic.Members.SelectMany(member => member.parameters()), options.LearningRate, options.WeightDecay);
    }

    protected override IReadOnlyList<nn.Module> Modules => _critic.Members;

    public override StepLosses Step(TransitionBatch batch)
    {
        var targets = Targets(batch, trackDeviation: true);
        var losses = _critic.Members.Select((member, index) => Losses.SquaredError(member.ScoreActions(batch.States, batch.Actions!), targets[index], batch.Weights));
        var loss = _optimizer.Descend(stack(losses).sum()) / _critic.Members.Count;
        foreach (var target in _targets)
            target.Follow(_options.TargetUpdateRate);
        return new("temporal difference", loss);
    }

    /// <summary>Epochs are compared by the critic's error; what its policy would earn is reported beside it.</summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var error = HeldOutError.Of(heldOut, _options.Device, batch => (_critic.ValuesOf(batch.States, batch.Actions!), stack(Targets(batch, trackDeviation: false)).mean([0])));
        if (_estimates is null)
            return new(-error.MeanSquare, error.Metrics);
        MeasureAdvantageDeviation();
        return new(-error.MeanSquare, error.Metrics.Concat(_estimates.Of(heldOut)).ToDictionary());
    }

    /// <summary>Measures the unit of constraint strengths on (about 4,096 of) the training rows.</summary>
    public void MeasureAdvantageDeviation()
    {
        using var noGrad = no_grad();
        var training = _options.Training;
        var sample = training.Sample(4096);
        double variance = 0;
        foreach (var rows in sample.Chunk(512))
        {
            using var scope = NewDisposeScope();
            var candidates = _candidates.Draw();
            var states = new TransitionBatch(training.Data, rows, _options.Device).States;
            variance += rows.Length * ActionValues.MeanVariance(_critic.Values(states, candidates), _behavior.Probabilities(states, candidates));
        }
        _critic.AdvantageDeviation = Math.Max(Math.Sqrt(variance / sample.Length), 1e-6);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var target in _targets)
            target.Dispose();
        _optimizer.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Standardized targets, one [rows] tensor per member.</summary>
    private Tensor[] Targets(TransitionBatch batch, bool trackDeviation)
    {
        using var noGrad = no_grad();
        var (mean, deviation) = (_options.Scale.Mean, _options.Scale.Deviation);
        var reward = _options.Reward.Of(batch);
        if (_targets.Length == 0)
            return [.. _critic.Members.Select(_ => reward.Minus(mean).Over(deviation))];
        var states = batch.NextStates();
        var candidates = _candidates.Draw();
        var values = _targets.Select(target => WeightedNetwork.ScoreCandidates([new(target.Module, 1)], states, candidates)).ToArray();
        var average = stack(values).mean([0]);
        if (trackDeviation)
            TrackDeviation(average, states, candidates);
        var logits = _policy.LogitsGiven(average, states, candidates);
        var policy = candidates.Correct(logits).softmax(1);
        if (_options.EntropyStrength > 0)
            values = [.. values.Select(value => value - SoftmaxPolicy.LogProbabilities(logits, candidates).Times(_options.EntropyStrength * _critic.AdvantageDeviation))];
        var continues = batch.Continues();
        return [.. values.Select(value => Losses.DiscountedTarget(reward, (policy * value).sum(1).Times(deviation).Plus(mean), continues, _options.Discount).Minus(mean).Over(deviation))];
    }

    private void TrackDeviation(Tensor values, Tensor states, CandidateSet candidates)
    {
        var variance = ActionValues.MeanVariance(values, _behavior.Probabilities(states, candidates));
        _critic.AdvantageDeviation = _variance.Track(variance);
    }
}
