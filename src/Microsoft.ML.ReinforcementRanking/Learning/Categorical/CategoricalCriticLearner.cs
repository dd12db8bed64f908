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

    protected override IReadOnlyList<NetworkModule> Modules => Critic.Members;

    protected override void VisitOwn(StateArchive archive)
    {
        _variance.Visit(archive);
        base.VisitOwn(archive);
    }

    protected override Tensor[] Values(TransitionBatch batch)
    {
        var positions = batch.Positions();
        return [.. Critic.Members.Select(member => member.AddPositions(member.ScoreActions(batch.States, batch.Actions!), positions))];
    }

    public override Assessment Assess(LogRows heldOut)
    {
        Freeze();
        return base.Assess(heldOut);
    }

    /// <summary>Embeds the catalog once for all reads of the critic until it is trained again.</summary>
    public void Freeze()
    {
        foreach (var member in Critic.Members)
            member.Freeze();
    }

    protected override double AdvantageVariance(TransitionBatch batch) => Critic.MeanVariance(batch.States, _candidates.Of(batch), _behavior);

    protected override IEnumerable<Tensor> NextValues(TransitionBatch batch, bool isTraining)
    {
        var candidates = _candidates.OfNext(batch);
        WeightedNetwork[] average = [.. _lagged.Select(network => new WeightedNetwork(network, 1.0 / _lagged.Length))];
        WeightedNetwork[] behavior = isTraining ? [.. _behavior.Parts] : [];
        var towers = new JointTowers([.. average, .. _policy.PartsGiven(average), .. behavior], batch.NextStates(), candidates);
        if (isTraining)
            AdvantageDeviation = _variance.Track(towers.MeanVariance(average, behavior));
        // The logits are in units of the deviation that was just tracked.
        WeightedNetwork[] logits = [.. _policy.PartsGiven(average)];
        var means = _policy.NextMeans(batch, candidates, towers, logits, EntropyStrength > 0 ? [.. average, .. logits] : average);
        // The next action is shown at the position of the log, whichever action it is.
        var positions = batch.NextPositions();
        var values = _lagged.Select(network => network.AddPositions(towers.MeanValues(means, [new(network, 1)]), positions));
        if (EntropyStrength == 0)
            return values;
        var entropies = towers.Entropies(means, logits).Times(EntropyStrength * AdvantageDeviation);
        return values.Select(value => value.Plus(entropies));
    }
}
