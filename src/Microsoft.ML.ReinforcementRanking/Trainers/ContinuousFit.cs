using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Represents the common part of all fits over continuous actions, which is the scale of the actions and the behavior policy.</summary>
internal sealed class ContinuousFit
{
    private readonly PolicyOptions _options;
    private readonly TrainingRun _run;
    private readonly ActionRange? _range;

    public ContinuousFit(PolicyOptions options, TrainingRun run)
    {
        (_options, _run) = (options, run);
        if (options is { ActionMinimum: { } minimum, ActionMaximum: { } maximum })
        {
            _range = new(minimum, maximum);
            run.Training.RequireActionsWithin(run.Host, options.ActionColumnName, minimum, maximum);
            run.HeldOut?.RequireActionsWithin(run.Host, options.ActionColumnName, minimum, maximum);
        }
        Standardizer = new(run.Training, run.Device);
    }

    public ActionStandardizer Standardizer { get; }

    private int StateWidth => _run.Training.Data.Features.Width;

    public ActionScale Scale => new(Standardizer.Means, Standardizer.Deviations);

    /// <summary>Plans the policy of maximum likelihood, in which each row of the log counts with its weight.</summary>
    public PlannedStage<GaussianCloningLearner> AddClone(TrainingPlan plan, int maximumEpochs, string stage = "behavior policy")
        => plan.Add(stage, maximumEpochs, NewCloningLearner);

    /// <summary>Returns a policy that starts as the behavior policy.</summary>
    public GaussianPolicy StartFrom(GaussianPolicy behavior)
    {
        var policy = behavior.Clone();
        policy.MoveTo(_run.Device);
        return policy;
    }

    public ContinuousCritics NewCritics(int count)
        => new(NetworkPlan.Tower(StateWidth + Scale.Size, _options.HiddenUnits, 1), count, _options.DropoutRate, _run.Device);

    /// <summary>
    /// Returns a function that computes log π − log π_β of the rows of a batch: [rows]. It uses the densities of the log where the log has them.
    /// </summary>
    public Func<TransitionBatch, Tensor> LogRatios(GaussianPolicy policy, GaussianPolicy behavior) => batch =>
    {
        var actions = Standardizer.Standardize(batch.Actions!);
        var logged = batch.Propensities is { } propensities ? propensities.log().Plus(Standardizer.LogVolume) : behavior.LogDensity(batch.States, actions);
        return policy.LogDensity(batch.States, actions) - logged;
    };

    public PolicyEstimates Estimates(GaussianPolicy policy, GaussianPolicy behavior, IEnumerable<ResponseRole> roles)
        => new(LogRatios(policy, behavior), [.. roles.Select(role => (role.Response, role.Name))], _run.Device);

    /// <summary>Returns the managed copy of a trained policy and its critics.</summary>
    public GaussianPolicyHead BuildHead(GaussianPolicy policy, IReadOnlyList<ContinuousCriticLearner> critics)
        => new(_options.ActionColumnName, Scale, _range, policy.ToNetwork(), policy.LogDeviations.cpu().data<float>().ToArray(), [.. critics.Select(Describe)]);

    private static ContinuousCritic Describe(ContinuousCriticLearner critic)
        => new(critic.Learned.Describe(critic.AdvantageDeviation), critic.Learned.Sign, [.. critic.Critics.Members.Select(member => member.ToNetwork())]);

    private GaussianCloningLearner NewCloningLearner()
    {
        var mean = _options.NetworkOrPlain?.OneSided(StateWidth, _options.HiddenUnits, Scale.Size)
            ?? NetworkPlan.Tower(StateWidth, _options.HiddenUnits, Scale.Size);
        var policy = new GaussianPolicy(mean, _options.DropoutRate, StandardizedRange(),
            TransitionBatch.SparseWidth(_run.Training.Data.Features, _run.Device));
        policy.MoveTo(_run.Device);
        return new(policy, Standardizer, _options.PolicyLearningRate, _options.WeightDecay, _run.Device);
    }

    private (Tensor Minimum, Tensor Maximum)? StandardizedRange()
    {
        if (_range is null)
            return null;
        Tensor Standardized(float bound) => Standardizer.Standardize(zeros([Scale.Size], device: _run.Device).FilledWith(bound));
        return (Standardized(_range.Minimum), Standardized(_range.Maximum));
    }
}
