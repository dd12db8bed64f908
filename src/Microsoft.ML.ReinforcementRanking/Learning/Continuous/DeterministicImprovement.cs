using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Computes the loss of the deterministic policy gradient with cloning (TD3+BC, docs/equations-tscac.md (26)): <c>−mean[Q(s, μ(s))] / mean|Q| + c ·
/// mean[(μ(s) − a)²]</c>, in which the normalizer has no gradient and c = 1/α. Without cloning (DDPG, TD3) the normalizer is only a factor, to which Adam
/// is invariant.
/// </summary>
internal static class DeterministicImprovement
{
    /// <param name="means">The standardized means μ(s), of shape [rows, action width].</param>
    /// <param name="values">The values Q(s, μ(s)), of shape [rows].</param>
    /// <param name="loggedActions">The logged actions, of shape [rows, action width].</param>
    /// <param name="cloningStrength">The strength c of the cloning term, at least 0.</param>
    /// <param name="rowWeights">The weights of the rows, of shape [rows], or null.</param>
    public static Tensor Loss(Tensor means, Tensor values, Tensor loggedActions, double cloningStrength, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var size = JointBatch.Sum(Losses.Mean(values.detach().abs(), rowWeights)).AtLeast(1e-6);
        var loss = -Losses.Mean(values, rowWeights) / size;
        if (cloningStrength > 0)
            loss = loss.Plus(Losses.Mean((means - loggedActions).Squared().mean([1]), rowWeights).Times(cloningStrength));
        return loss.MoveToOuterDisposeScope();
    }
}
