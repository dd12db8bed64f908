using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Represents a policy over a catalog that is trained on critics.</summary>
internal sealed class CategoricalActor : Actor
{
    private readonly NetworkPolicy _policy;
    private readonly PolicyObjective _objective;
    private readonly IReadOnlyList<WeightedCritics> _critics;
    private readonly SoftmaxPolicy _behavior;
    private readonly CandidateSampler _candidates;
    private readonly TargetModule<TwoTowerNetwork> _lagged;
    private readonly double _targetUpdateRate;

    /// <param name="policy">The policy that is trained.</param>
    /// <param name="objective">The equation of the algorithm.</param>
    /// <param name="critics">The critics, one per objective.</param>
    /// <param name="behavior">The behavior policy, which defines the unit of advantages.</param>
    /// <param name="candidates">The actions of sums.</param>
    /// <param name="targetUpdateRate">The Polyak rate of the lagged policy.</param>
    public CategoricalActor(
        NetworkPolicy policy, PolicyObjective objective, IReadOnlyList<WeightedCritics> critics, SoftmaxPolicy behavior, CandidateSampler candidates,
        double targetUpdateRate)
    {
        (_policy, _objective, _critics, _behavior, _candidates, _targetUpdateRate) = (policy, objective, critics, behavior, candidates, targetUpdateRate);
        _lagged = new(policy.Network, policy.Network.NewOfSameShape());
        Lagged = new(_lagged.Module);
    }

    /// <summary>Gets the lagged policy from which the critics' targets are computed.</summary>
    public NetworkPolicy Lagged { get; }

    public override NetworkModule Module => _policy.Network;

    public override IEnumerable<Parameter> Parameters => _policy.Network.AllParameters();

    public override IReadOnlyList<Tensor> Losses(TransitionBatch batch)
    {
        var candidates = _candidates.Of(batch);
        foreach (var critic in _critics)
            critic.TrackDeviation(batch.States, candidates, _behavior);
        var step = PolicyStep.Of(_policy, batch, candidates);
        return [.. _critics.Select(critic => _objective.Loss(step, critic))];
    }

    public override void UpdateLagged() => _lagged.Follow(_targetUpdateRate);

    public override void Visit(StateArchive archive)
    {
        _lagged.Visit(archive);
        foreach (var critic in _critics)
            critic.Visit(archive);
    }

    public override void Dispose() => _lagged.Dispose();
}
