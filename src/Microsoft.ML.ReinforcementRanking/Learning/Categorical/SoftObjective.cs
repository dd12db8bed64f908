using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents the objective of soft actor-critic over a catalog (SAC, docs/equations-tscac.md (25), (B9)): <c>−mean_s Σ_a π(a|s) (Q(s, a) − α log
/// π(a|s))</c>, in which the sum over actions is exact. Logged actions train only the critic, so no term keeps the policy close to the behavior policy.
/// </summary>
/// <param name="temperature">The temperature α ≥ 0, in units of the advantage deviation.</param>
internal sealed class SoftObjective(double temperature) : PolicyObjective
{
    public override Tensor Loss(PolicyStep step, ActionValues critic)
    {
        var probabilities = step.Candidates.Correct(step.Logits).softmax(1);
        var logProbabilities = SoftmaxPolicy.LogProbabilities(step.Logits, step.Candidates);
        return Losses.Mean((probabilities * (logProbabilities.Times(temperature) - Values(step, critic))).sum(1), step.Batch.Weights);
    }
}
