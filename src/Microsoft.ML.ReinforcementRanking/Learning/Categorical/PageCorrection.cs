using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents the top-K off-policy correction of a likelihood of logged actions: the factor <c>K (1 − π(a|s))^(K − 1)</c> of a row's weight
/// (docs/equations-tscac.md (32)). An action that most pages have anyway then earns no more probability.
/// </summary>
/// <param name="PageSize">The number of items of a page, K, at least 1. With 1, nothing changes.</param>
internal sealed record PageCorrection(int PageSize)
{
    public static readonly PageCorrection None = new(1);

    /// <summary>Multiplies log π of the logged actions by the factor, which carries no gradient. The shape is [rows].</summary>
    public Tensor Weigh(Tensor logProbabilities)
    {
        if (PageSize == 1)
            return logProbabilities;
        using var scope = NewDisposeScope();
        return (logProbabilities * LogOthers(logProbabilities).exp().Times(PageSize)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes the logits of the optimum without correction that a policy is the corrected form of, as <c>log π − (K − 1) log(1 − π)</c>
    /// (docs/equations-tscac.md (33)).
    /// </summary>
    /// <param name="logits">The uncorrected logits of the policy, of shape [rows, candidates].</param>
    /// <param name="candidates">The candidates.</param>
    public Tensor Undo(Tensor logits, CandidateSet candidates)
    {
        if (PageSize == 1)
            return logits;
        using var scope = NewDisposeScope();
        return (logits - LogOthers(SoftmaxPolicy.LogProbabilities(logits, candidates))).MoveToOuterDisposeScope();
    }

    /// <summary>Computes <c>(K − 1) log(1 − π)</c> without gradient.</summary>
    private Tensor LogOthers(Tensor logProbabilities)
        // A probability that is 1 within rounding leaves the smallest number, and not 0, to the others, so that the logarithm is finite.
        => logProbabilities.detach().exp().SubtractedFrom(1).AtLeast(1e-7).log().Times(PageSize - 1);
}
