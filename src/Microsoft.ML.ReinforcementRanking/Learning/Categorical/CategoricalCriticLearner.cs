using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Trains a critic over a catalog: <c>V(s) = Σ_a π(a|s) Q'(s, a)</c>, where π is the policy that this critic itself improves, or the policy that an actor
/// learns beside it (docs/equations-tscac.md (3), (4); expected form of the temporal difference). Soft values add the entropy of π.
/// </summary>
internal sealed class CategoricalCriticLearner : CriticLearner
{
    private readonly RunningVariance _variance = new();
    private readonly SoftmaxPolicy _behavior;
    private readonly SoftmaxPolicy _policy;
    private readonly CandidateSampler _candidates;
    private readonly TwoTowerNetwork[] _lagged;

    /// <param name="options">The reward and the options of training.</param>
    /// <param name="critic">The critic that is trained.</param>
    /// <param name="behavior">The behavior policy, which defines the unit of advantages.</param>
    /// <param name="policy">The policy of the targets: the improvement that this critic determines, or the lagged policy of an actor.</param>
    /// <param name="candidates">The actions of sums.</param>
    /// <param name="estimates">The estimates of the policy on held-out rows, or null if the policy is not a result of the fit.</param>
    public CategoricalCriticLearner(
        CriticOptions options, CriticEnsemble critic, SoftmaxPolicy behavior, SoftmaxPolicy policy, CandidateSampler candidates, PolicyEstimates? estimates)
        : base(options, estimates)
    {
        (Critic, _behavior, _policy, _candidates) = (critic, behavior, policy, candidates);
        _lagged = Begin(critic.Members, member => member.NewOfSameShape());
    }

    public CriticEnsemble Critic { get; }

    /// <summary>
    /// Gets the strength α ≥ 0 of the entropy in soft values (SAC), in units of the advantage deviation. The value of a later step increases by α times
    /// the policy's entropy. The default is 0, which means no entropy.
    /// </summary>
    public double EntropyStrength { get; init; }

    public override double AdvantageDeviation
    {
        get => Critic.AdvantageDeviation;
        protected set => Critic.AdvantageDeviation = value;
    }

    protected override IReadOnlyList<nn.Module> Modules => Critic.Members;

    protected override Tensor[] Values(TransitionBatch batch) => [.. Critic.Members.Select(member => member.ScoreActions(batch.States, batch.Actions!))];

    protected override double AdvantageVariance(Tensor states)
    {
        var candidates = _candidates.Draw();
        return ActionValues.MeanVariance(Critic.Values(states, candidates), _behavior.Probabilities(states, candidates));
    }

    protected override IEnumerable<Tensor> NextValues(TransitionBatch batch, bool isTraining)
    {
        var states = batch.NextStates();
        var candidates = _candidates.Draw();
        var values = _lagged.Select(lagged => WeightedNetwork.ScoreCandidates([new(lagged, 1)], states, candidates)).ToArray();
        var average = stack(values).mean([0]);
        if (isTraining)
            TrackDeviation(average, states, candidates);
        var logits = _policy.NextLogits(batch, average, states, candidates);
        var policy = candidates.Correct(logits).softmax(1);
        if (EntropyStrength > 0)
            values = [.. values.Select(value => value - SoftmaxPolicy.LogProbabilities(logits, candidates).Times(EntropyStrength * AdvantageDeviation))];
        return values.Select(value => (policy * value).sum(1));
    }

    private void TrackDeviation(Tensor values, Tensor states, CandidateSet candidates)
    {
        var variance = ActionValues.MeanVariance(values, _behavior.Probabilities(states, candidates));
        AdvantageDeviation = _variance.Track(variance);
    }
}
