using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Deterministic policy gradient with cloning (TD3+BC, docs/equations-tscac.md (26)): <c>−mean[Q(s, μ(s))] / mean|Q| + c · mean[(μ(s) − a)²]</c>, the
/// normalizer without gradient; c = 1/α. Without cloning (DDPG, TD3) the normalizer is a mere factor, which Adam does not see.
/// </summary>
internal static class DeterministicImprovement
{
    /// <param name="means">μ(s), standardized: [rows, action width].</param>
    /// <param name="values">Q(s, μ(s)): [rows].</param>
    /// <param name="loggedActions">[rows, action width].</param>
    /// <param name="cloningStrength">c, at least 0.</param>
    /// <param name="rowWeights">[rows], or null.</param>
    public static Tensor Loss(Tensor means, Tensor values, Tensor loggedActions, double cloningStrength, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var size = Losses.Mean(values.detach().abs(), rowWeights).AtLeast(1e-6);
        var loss = -Losses.Mean(values, rowWeights) / size;
        if (cloningStrength > 0)
            loss = loss.Plus(Losses.Mean((means - loggedActions).Squared().mean([1]), rowWeights).Times(cloningStrength));
        return loss.MoveToOuterDisposeScope();
    }
}
