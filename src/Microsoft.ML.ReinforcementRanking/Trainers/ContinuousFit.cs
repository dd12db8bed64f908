using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>What every fit over continuous actions begins with: the scale of actions and the behaviour policy.</summary>
internal sealed class ContinuousFit(PolicyOptions options, TrainingRun run)
{
    private int StateWidth => run.Training.Data.Features.Width;

    public ActionStandardizer Standardizer { get; } = new(run.Training, run.Device);

    public ActionScale Scale => new(Standardizer.Means, Standardizer.Deviations);

    public NetworkPlan CriticPlan => NetworkPlan.Tower(StateWidth + Scale.Size, options.HiddenUnits, 1);

    public GaussianPolicy Clone(int maximumEpochs)
    {
        var policy = new GaussianPolicy(NetworkPlan.Tower(StateWidth, options.HiddenUnits, Scale.Size), options.DropoutRate);
        policy.to(run.Device);
        run.Stage("behavior policy", new GaussianCloningLearner(policy, Standardizer, options.PolicyLearningRate, options.WeightDecay, run.Device), maximumEpochs);
        return policy;
    }

    public GaussianPolicyHead BuildHead(GaussianPolicy policy, IReadOnlyList<ContinuousCritic> critics)
        => new(options.ActionColumnName, Scale, policy.ToNetwork(), policy.LogDeviations.cpu().data<float>().ToArray(), critics);
}
