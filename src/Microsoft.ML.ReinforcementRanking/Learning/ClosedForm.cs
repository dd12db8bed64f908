using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Computes the optimum of stage two in log space: <c>π*(a|s) = (1/Z(s)) Π π_i(a|s)^{w_i} exp(A_1(s, a) / Λ)</c> with <c>Λ = Σ λ_i</c> and <c>w_i = λ_i /
/// Λ</c> (docs/equations-tscac.md (10)).
/// </summary>
internal static class ClosedForm
{
    /// <summary>
    /// Computes log π* up to log Z: <c>Σ w_i log π_i + A / Λ</c>. A constant of a state in <paramref name="logPolicies"/> or
    /// <paramref name="advantages"/> is part of log Z.
    /// </summary>
    /// <param name="logPolicies">One tensor per auxiliary policy, with the shape of <paramref name="advantages"/>.</param>
    /// <param name="strengths">The strengths λ_i, one per auxiliary policy, above 0.</param>
    /// <param name="advantages">The advantages (or action values) of the main response.</param>
    public static Tensor Logits(IReadOnlyList<Tensor> logPolicies, IReadOnlyList<double> strengths, Tensor advantages)
    {
        using var scope = NewDisposeScope();
        var total = strengths.Sum();
        var logits = advantages.Over(total);
        for (var index = 0; index < logPolicies.Count; index++)
            logits = logits.Plus(logPolicies[index].Times(strengths[index] / total));
        return logits.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes <c>log W = Σ w_i (log π_i − log π_β) + A / Λ</c> of the logged actions (docs/equations-tscac.md (12)). The mean of W under π_β is Z(s).
    /// </summary>
    public static Tensor LogWeights(IReadOnlyList<Tensor> logPolicies, IReadOnlyList<double> strengths, Tensor advantages, Tensor logBehavior)
    {
        using var scope = NewDisposeScope();
        return (Logits(logPolicies, strengths, advantages) - logBehavior).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes <c>log((1 − ε) π + ε / K)</c>, so that a policy that has not seen an action does not exclude it (docs/equations-tscac.md (14)).
    /// </summary>
    /// <param name="logPolicy">log π.</param>
    /// <param name="floor">The share ε of the uniform policy.</param>
    /// <param name="logShare">log(ε / K), which broadcasts to the shape of <paramref name="logPolicy"/>.</param>
    public static Tensor Floor(Tensor logPolicy, double floor, Tensor logShare)
    {
        using var scope = NewDisposeScope();
        return logaddexp(logPolicy.Plus(Math.Log(1 - floor)), logShare).MoveToOuterDisposeScope();
    }
}
