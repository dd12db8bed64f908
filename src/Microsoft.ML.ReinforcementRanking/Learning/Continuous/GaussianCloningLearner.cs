using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>Behavior cloning of continuous actions: maximum likelihood of the logged action, each state its own (docs/equations-tscac.md (21)).</summary>
internal sealed class GaussianCloningLearner(GaussianPolicy policy, ActionStandardizer standardizer, double learningRate, double weightDecay, Device device) : Learner
{
    private readonly AdamWOptimizer _optimizer = new(policy.parameters(), learningRate, weightDecay);

    protected override IReadOnlyList<nn.Module> Modules => [policy];

    public override StepLosses Step(TransitionBatch batch)
        => new("negative log-likelihood", _optimizer.Descend(-Losses.Mean(policy.LogDensity(batch.States, standardizer.Standardize(batch.Actions!)), batch.Weights)));

    public override Assessment Assess(LogRows heldOut)
    {
        double sum = 0, weight = 0;
        foreach (var rows in heldOut.Chunks(4096))
        {
            using var scope = NewDisposeScope();
            var batch = new TransitionBatch(heldOut.Data, rows, device);
            var logDensity = policy.LogDensity(batch.States, standardizer.Standardize(batch.Actions!));
            var weights = batch.Weights ?? ones_like(logDensity);
            sum += (logDensity * weights).sum().item<float>();
            weight += weights.sum().item<float>();
        }
        return new(sum / weight, new Dictionary<string, double> { ["log density"] = sum / weight });
    }

    protected override void Dispose(bool disposing)
    {
        _optimizer.Dispose();
        base.Dispose(disposing);
    }
}
