using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents the objective of advantage-weighted actor-critic (AWAC, docs/equations-tscac.md (24)): <c>E_D[exp(A(s, a) / β) log π(a|s)]</c> with <c>A =
/// Q(s, a) − Σ π Q</c>. The weights are computed in log space and capped.
/// </summary>
/// <param name="temperature">The temperature β, above 0, in units of the advantage deviation.</param>
/// <param name="cap">The cap of the weights.</param>
internal sealed class AdvantageWeightedObjective(double temperature, double cap) : PolicyObjective
{
    public override Tensor Loss(PolicyStep step, ActionValues critic)
        => Losses.WeightedLikelihood(step.LogProbabilities, Advantages(step, critic).Over(temperature), cap, step.Batch.Weights);

    private static Tensor Advantages(PolicyStep step, ActionValues critic)
    {
        using var noGrad = no_grad();
        var probabilities = step.Candidates.Correct(step.Logits.detach()).softmax(1);
        return LoggedValues(step, critic) - (probabilities * Values(step, critic)).sum(1);
    }
}
