using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Trains behavior cloning of continuous actions: it maximizes the likelihood of the logged action given the state (docs/equations-tscac.md (21)).
/// </summary>
internal sealed class GaussianCloningLearner : Learner
{
    private readonly ActionStandardizer _standardizer;
    private readonly Device _device;

    public GaussianCloningLearner(GaussianPolicy policy, ActionStandardizer standardizer, double learningRate, double weightDecay, Device device)
    {
        (Policy, _standardizer, _device) = (policy, standardizer, device);
        Optimize(policy.AllParameters(), learningRate, weightDecay);
    }

    public GaussianPolicy Policy { get; }

    protected override IReadOnlyList<NetworkModule> Modules => [Policy];

    public override StepLosses Step(TransitionBatch batch) => new("negative log-likelihood", Descend(-Losses.Mean(LogDensity(batch), batch.Weights)));

    public override Assessment Assess(LogRows heldOut)
    {
        var logDensity = heldOut.Means(4096, _device, batch => [LogDensity(batch)])[0];
        return new(logDensity, [new(MetricKind.LogDensity, logDensity)]);
    }

    private Tensor LogDensity(TransitionBatch batch) => Policy.LogDensity(batch.States, _standardizer.Standardize(batch.Actions!));
}
