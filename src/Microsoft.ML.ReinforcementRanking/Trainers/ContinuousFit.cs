using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>What every fit over continuous actions begins with: the scale of actions and the behaviour policy.</summary>
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

    public NetworkPlan CriticPlan => NetworkPlan.Tower(StateWidth + Scale.Size, _options.HiddenUnits, 1);

    public GaussianPolicy Clone(int maximumEpochs)
    {
        var policy = new GaussianPolicy(NetworkPlan.Tower(StateWidth, _options.HiddenUnits, Scale.Size), _options.DropoutRate, StandardizedRange());
        policy.to(_run.Device);
        _run.Stage("behavior policy", new GaussianCloningLearner(policy, Standardizer, _options.PolicyLearningRate, _options.WeightDecay, _run.Device), maximumEpochs);
        return policy;
    }

    public GaussianPolicyHead BuildHead(GaussianPolicy policy, IReadOnlyList<ContinuousCritic> critics)
        => new(_options.ActionColumnName, Scale, _range, policy.ToNetwork(), policy.LogDeviations.cpu().data<float>().ToArray(), critics);

    private (Tensor Minimum, Tensor Maximum)? StandardizedRange()
    {
        if (_range is null)
            return null;
        Tensor Standardized(float bound) => Standardizer.Standardize(full(Scale.Size, bound, device: _run.Device));
        return (Standardized(_range.Minimum), Standardized(_range.Maximum));
    }
}
