using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Represents the actor and the critics of one response. <see cref="GaussianActorCriticGroup"/> trains those of one or several responses together. The
/// critics follow the lagged policy (<see cref="ContinuousCriticLearner"/>), and the actor maximizes the critics while it stays close to its references
/// (<see cref="GaussianImprovement"/>).
/// </summary>
internal sealed class GaussianActorCriticLearner : Learner
{
    private readonly PolicyEstimates _estimates;
    private readonly Lazy<GaussianActorCriticGroup> _alone;

    public GaussianActorCriticLearner(
        GaussianActorCriticOptions options,
        GaussianPolicy policy,
        ContinuousCritics critics,
        GaussianPolicy behavior,
        IReadOnlyList<GaussianPolicy> references,
        PolicyEstimates estimates)
    {
        (Options, Policy, Behavior, References, _estimates) = (options, policy, behavior, references, estimates);
        LaggedPolicy = policy.Clone();
        Critic = new(options.Critic, critics, options.Standardizer, behavior, states => LaggedPolicy.Draw(states));
        _alone = new(() => new([this]));
    }

    public GaussianActorCriticOptions Options { get; }

    public GaussianPolicy Policy { get; }

    /// <summary>Gets the copy of the policy that draws the next actions of the critics' targets.</summary>
    public GaussianPolicy LaggedPolicy { get; }

    /// <summary>Gets the behavior policy.</summary>
    public GaussianPolicy Behavior { get; }

    /// <summary>Gets the policies that the actor stays close to, one for each strength of the options.</summary>
    public IReadOnlyList<GaussianPolicy> References { get; }

    public ContinuousCriticLearner Critic { get; }

    protected override IReadOnlyList<NetworkModule> Modules => [Policy];

    protected override IReadOnlyList<Learner> Parts => [Critic];

    /// <summary>Trains this response alone.</summary>
    public override StepLosses Step(TransitionBatch batch) => _alone.Value.Step(batch)[0];

    /// <summary>Compares epochs by the critics' error, and reports the estimated values of the policy.</summary>
    public override Assessment Assess(LogRows heldOut)
    {
        var critics = Critic.Assess(heldOut);
        return critics with { Metrics = [.. critics.Metrics, .. _estimates.Of(heldOut)] };
    }

    protected override void VisitOwn(StateArchive archive)
    {
        archive.Visit(LaggedPolicy);
        var isAlone = _alone.IsValueCreated;
        archive.Visit(ref isAlone);
        if (isAlone)
            _alone.Value.Visit(archive);
    }

    protected override void Dispose(bool disposing)
    {
        if (_alone.IsValueCreated)
            _alone.Value.Dispose();
        LaggedPolicy.Dispose();
        base.Dispose(disposing);
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
