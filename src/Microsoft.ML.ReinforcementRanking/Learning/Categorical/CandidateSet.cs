using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// The actions over which a sum over the catalogue runs: all of them, or a sample with its correction (log-Q: the negative log of the expected count of
/// each candidate), so that a softmax over corrected logits is the self-normalised estimate of the softmax over the catalogue.
/// </summary>
/// <param name="Indices">[candidates] indices, or null: the whole catalogue in order.</param>
/// <param name="Correction">[candidates] to add to logits; null for the whole catalogue.</param>
internal sealed record CandidateSet(Tensor? Indices, Tensor? Correction)
{
    public static readonly CandidateSet WholeCatalogue = new(null, null);

    public Tensor Correct(Tensor logits) => Correction is null ? logits : logits + Correction;
}
