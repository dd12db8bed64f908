using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Trains critics over continuous actions: <c>V(s) = min_m Q'_m(s, a)</c>, where a is the action of a lagged policy (docs/equations-tscac.md (6)).
/// </summary>
internal sealed class ContinuousCriticLearner : CriticLearner
{
    private readonly ActionStandardizer _standardizer;
    private readonly GaussianPolicy _behavior;
    private readonly Func<Tensor, Tensor> _nextActions;
    private readonly PlannedModule[] _lagged;

    /// <param name="options">The reward and the options of training.</param>
    /// <param name="critics">The critics that are trained.</param>
    /// <param name="standardizer">The scale of actions.</param>
    /// <param name="behavior">The behavior policy, which defines the unit of advantages.</param>
    /// <param name="nextActions">Maps states of shape [rows, features] to standardized actions of shape [rows, action width].</param>
    public ContinuousCriticLearner(CriticOptions options, ContinuousCritics critics, ActionStandardizer standardizer, GaussianPolicy behavior,
        Func<Tensor, Tensor> nextActions)
        : base(options, estimates: null)
    {
        (Critics, _standardizer, _behavior, _nextActions) = (critics, standardizer, behavior, nextActions);
        _lagged = Begin(critics.Members, _ => critics.NewMember());
    }

    public ContinuousCritics Critics { get; }

    /// <summary>Gets the lagged copies of the critics, or no modules if the discount factor is 0.</summary>
    public IReadOnlyList<PlannedModule> Lagged => _lagged;

    public override double AdvantageDeviation
    {
        get => Critics.AdvantageDeviation;
        protected set => Critics.AdvantageDeviation = value;
    }

    protected override IReadOnlyList<NetworkModule> Modules => Critics.Members;

    protected override Tensor[] Values(TransitionBatch batch)
        => ContinuousCritics.Values(Critics.Members, batch.States, _standardizer.Standardize(batch.Actions!));

    protected override double AdvantageVariance(TransitionBatch batch) => Critics.AdvantageVariance(batch.States, _behavior);

    protected override IEnumerable<Tensor> NextValues(TransitionBatch batch, bool isTraining)
    {
        var states = batch.NextStates();
        return [stack(ContinuousCritics.Values(_lagged, states, _nextActions(states))).amin([0])];
    }
}
