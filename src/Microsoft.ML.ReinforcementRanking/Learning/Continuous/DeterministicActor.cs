using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Represents a policy over continuous actions whose mean is trained on critics (DDPG, TD3 and TD3+BC, docs/equations-tscac.md (26)). Its standard
/// deviation stays that of the behavior policy from which it starts, so that it has a density and can be evaluated on the log.
/// </summary>
internal sealed class DeterministicActor : Actor
{
    // This is the target noise of TD3, in standardized actions.
    private const double NoiseDeviation = 0.2;
    private const double LargestNoise = 0.5;

    private readonly GaussianPolicy _policy;
    private readonly IReadOnlyList<Func<Tensor, Tensor, Tensor>> _values;
    private readonly DeterministicActorOptions _options;
    private readonly TargetModule<GaussianPolicy> _lagged;

    /// <param name="policy">The policy that is trained.</param>
    /// <param name="values">The action values, one function per objective, from states and standardized actions to [rows].</param>
    /// <param name="options">The variant.</param>
    public DeterministicActor(GaussianPolicy policy, IReadOnlyList<Func<Tensor, Tensor, Tensor>> values, DeterministicActorOptions options)
    {
        (_policy, _values, _options) = (policy, values, options);
        _lagged = new(policy, policy.Clone());
    }

    public override NetworkModule Module => _policy;

    public override IEnumerable<Parameter> Parameters => _policy.MeanNetwork.AllParameters();

    public override int Delay => _options.IsTwinDelayed ? 2 : 1;

    public override IReadOnlyList<Tensor> Losses(TransitionBatch batch)
    {
        var means = _policy.Means(batch.States);
        var logged = _options.Standardizer.Standardize(batch.Actions!);
        return [.. _values.Select(value => DeterministicImprovement.Loss(means, value(batch.States, means), logged, _options.CloningStrength, batch.Weights))];
    }

    /// <summary>
    /// Returns the actions in next states for the critics' targets. TD3 adds noise to them, so that a narrow peak of a critic does not determine a target.
    /// </summary>
    public Tensor NextActions(Tensor states)
    {
        using var scope = NewDisposeScope();
        var means = _lagged.Module.Means(states);
        if (!_options.IsTwinDelayed)
            return means.MoveToOuterDisposeScope();
        var noise = RandomSource.Current.NormalLike(means).Times(NoiseDeviation).Between(-LargestNoise, LargestNoise);
        return _policy.Clamp(means.Plus(noise)).MoveToOuterDisposeScope();
    }

    public override void UpdateLagged() => _lagged.Follow(_options.TargetUpdateRate);

    public override void Visit(StateArchive archive) => _lagged.Visit(archive);

    public override void Dispose() => _lagged.Dispose();
}

/// <summary>Contains the variant of a deterministic actor.</summary>
/// <param name="IsTwinDelayed">
/// Whether the variant is TD3, with target noise and a policy step after every second step of the critics. Otherwise it is DDPG.
/// </param>
/// <param name="CloningStrength">The strength c of the cloning term, or 0 for no cloning.</param>
/// <param name="TargetUpdateRate">The Polyak rate of the lagged policy.</param>
/// <param name="Standardizer">The scale of actions.</param>
internal sealed record DeterministicActorOptions(bool IsTwinDelayed, double CloningStrength, double TargetUpdateRate, ActionStandardizer Standardizer);
