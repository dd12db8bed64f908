using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>Regresses critics on <c>r + γ min_m Q'_m(s', a')</c>, where a' is the next action of a lagged policy (docs/equations-tscac.md (6)).</summary>
internal sealed class ContinuousCriticLearner : Learner
{
    private readonly ContinuousCriticOptions _options;
    private readonly ContinuousCritics _critics;
    private readonly Func<Tensor, Tensor> _nextActions;
    private readonly TargetModule<PlannedModule>[] _targets;
    private readonly AdamWOptimizer _optimizer;

    /// <param name="options">Reward and training.</param>
    /// <param name="critics">What is trained.</param>
    /// <param name="nextActions">[rows, features] to standardized actions [rows, action width].</param>
    public ContinuousCriticLearner(ContinuousCriticOptions options, ContinuousCritics critics, Func<Tensor, Tensor> nextActions)
    {
        (_options, _critics, _nextActions) = (options, critics, nextActions);
        _targets = critics.NewTargets();
        _optimizer = new(critics.Members.SelectMany(member => member.parameters()), options.LearningRate, options.WeightDecay);
    }

    protected override IReadOnlyList<nn.Module> Modules => _critics.Members;

    public override StepLosses Step(TransitionBatch batch)
    {
        var target = Target(batch);
        var actions = _options.Standardizer.Standardize(batch.Actions!);
        var losses = ContinuousCritics.Values(_critics.Members, batch.States, actions).Select(value => Losses.SquaredError(value, target, batch.Weights));
        var loss = _optimizer.Descend(stack(losses).sum()) / _critics.Members.Count;
        foreach (var copy in _targets)
            copy.Follow(_options.TargetUpdateRate);
        return new("temporal difference", loss);
    }

    public override Assessment Assess(LogRows heldOut)
    {
        var error = HeldOutError.Of(heldOut, _options.Device, batch => (_critics.Mean(batch.States, _options.Standardizer.Standardize(batch.Actions!)), Target(batch)));
        return new(-error.MeanSquare, error.Metrics);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var target in _targets)
            target.Dispose();
        _optimizer.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Standardized target: [rows].</summary>
    private Tensor Target(TransitionBatch batch)
    {
        using var noGrad = no_grad();
        var (mean, deviation) = (_options.Scale.Mean, _options.Scale.Deviation);
        var states = batch.NextStates();
        var smallest = stack(ContinuousCritics.Values(_targets.Select(target => target.Module), states, _nextActions(states))).amin([0]);
        return Losses.DiscountedTarget(_options.Reward.Of(batch), smallest.Times(deviation).Plus(mean), batch.Continues(), _options.Discount).Minus(mean).Over(deviation);
    }
}
