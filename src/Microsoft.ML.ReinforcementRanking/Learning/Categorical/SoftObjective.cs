using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Soft actor-critic over a catalog (SAC, docs/equations-tscac.md (25), (B9)): <c>−mean_s Σ_a π(a|s) (Q(s, a) − α log π(a|s))</c>, the sum over actions
/// exact. Logged actions teach the critic alone, so nothing keeps the policy near the log.
/// </summary>
/// <param name="temperature">α ≥ 0, in units of the advantage deviation.</param>
internal sealed class SoftObjective(double temperature) : PolicyObjective
{
    public override Tensor Loss(PolicyStep step, ActionValues critic)
    {
        var probabilities = step.Candidates.Correct(step.Logits).softmax(1);
        var logProbabilities = SoftmaxPolicy.LogProbabilities(step.Logits, step.Candidates);
        return Losses.Mean((probabilities * (logProbabilities.Times(temperature) - Values(step, critic))).sum(1), step.Batch.Weights);
    }
}
