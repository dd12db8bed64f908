using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// The optimum of stage two, <c>π*(a|s) = (1/Z(s)) Π π_i(a|s)^{w_i} exp(A_1(s, a) / Λ)</c> with <c>Λ = Σ λ_i</c>, <c>w_i = λ_i / Λ</c>
/// (docs/equations-tscac.md (10)), in log space.
/// </summary>
internal static class ClosedForm
{
    /// <summary>
    /// log π* up to log Z: <c>Σ w_i log π_i + A / Λ</c>. Any per-state constant in <paramref name="logPolicies"/> or <paramref name="advantages"/> is part of
    /// log Z.
    /// </summary>
    /// <param name="logPolicies">One tensor per auxiliary policy, of the shape of <paramref name="advantages"/>.</param>
    /// <param name="strengths">λ_i, one per auxiliary policy, above 0.</param>
    /// <param name="advantages">Advantages (or action values) of the main response.</param>
    public static Tensor Logits(IReadOnlyList<Tensor> logPolicies, IReadOnlyList<double> strengths, Tensor advantages)
    {
        using var scope = NewDisposeScope();
        var total = strengths.Sum();
        var logits = advantages.Over(total);
        for (var index = 0; index < logPolicies.Count; index++)
            logits = logits.Plus(logPolicies[index].Times(strengths[index] / total));
        return logits.MoveToOuterDisposeScope();
    }

    /// <summary><c>log W = Σ w_i (log π_i − log π_β) + A / Λ</c> of the logged actions (docs/equations-tscac.md (12)); its mean under π_β is Z(s).</summary>
    public static Tensor LogWeights(IReadOnlyList<Tensor> logPolicies, IReadOnlyList<double> strengths, Tensor advantages, Tensor logBehavior)
    {
        using var scope = NewDisposeScope();
        return (Logits(logPolicies, strengths, advantages) - logBehavior).MoveToOuterDisposeScope();
    }

    /// <summary><c>log((1 − ε) π + ε / K)</c>: a policy that has never seen an action must not veto it (docs/equations-tscac.md (14)).</summary>
    public static Tensor Floor(Tensor logPolicy, double floor, int actionCount)
    {
        using var scope = NewDisposeScope();
        var uniform = logPolicy.FilledWith(Math.Log(floor / actionCount));
        return logaddexp(logPolicy.Plus(Math.Log(1 - floor)), uniform).MoveToOuterDisposeScope();
    }
}
