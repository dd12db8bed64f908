using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// The actions over which a sum over the catalog runs: all of them, or a sample with its correction (log-Q: the negative log of the expected count of
/// each candidate), so that a softmax over corrected logits is the self-normalized estimate of the softmax over the catalog.
/// </summary>
/// <param name="Indices">[candidates] indices, or null: the whole catalog in order.</param>
/// <param name="Correction">[candidates] to add to logits; null for the whole catalog.</param>
internal sealed record CandidateSet(Tensor? Indices, Tensor? Correction)
{
    public static readonly CandidateSet WholeCatalog = new(null, null);

    public Tensor Correct(Tensor logits) => Correction is null ? logits : logits.Plus(Correction);
}
