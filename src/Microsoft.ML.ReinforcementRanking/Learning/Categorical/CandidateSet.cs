using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Represents the actions of a sum over the catalog. They are all actions, or a sample with a correction (log-Q: the negative logarithm of the expected
/// count of each candidate), or the eligible actions of each row. A softmax over corrected logits of a sample is the self-normalized estimate of the softmax
/// over the catalog. A softmax over corrected logits of sets is that over the row's set, and gives all others the probability 0.
/// </summary>
/// <param name="Indices">The indices of the candidates, of shape [candidates], or null for the whole catalog in order.</param>
/// <param name="Correction">The numbers to add to logits of a sample, of shape [candidates], or null.</param>
internal sealed record CandidateSet(Tensor? Indices, Tensor? Correction)
{
    public static readonly CandidateSet WholeCatalog = new(null, null);

    /// <summary>
    /// A logit whose probability is 0. It is finite, because 0 · −∞ is not a number: a probability of 0 times its logarithm, or times the difference of two
    /// logarithms, is 0 with it.
    /// </summary>
    private const double Impossible = -1e30;

    /// <summary>Gets the sets of the rows, or null if all rows have the same candidates.</summary>
    public RowSets? Sets { get; init; }

    /// <summary>Gets whether the candidates are a sample, so that sums over them are estimates.</summary>
    public bool IsSample => Correction is not null;

    /// <summary>Returns the number of columns of logits.</summary>
    /// <param name="actionCount">The size of the catalog.</param>
    public long CountColumns(int actionCount) => Sets?.Excluded.shape[1] ?? Indices?.shape[0] ?? actionCount;

    /// <summary>Returns the candidates of neighboring rows.</summary>
    public CandidateSet OfRows(long start, long count) => Sets is null ? this : this with { Sets = Sets.OfRows(start, count) };

    /// <summary>Returns logits of shape [rows, columns] of which a softmax gives the probabilities of the candidates.</summary>
    public Tensor Correct(Tensor logits)
        => Sets is not null ? logits.Masked(Sets.Excluded, Impossible) : Correction is null ? logits : logits.Plus(Correction);

    /// <summary>Computes the mean over the candidates of each row. The shape is [rows].</summary>
    /// <param name="values">One number for each row and column.</param>
    public Tensor MeanOf(Tensor values) => Sets is null ? values.mean([1]) : values.Masked(Sets.Excluded, 0).sum(1) / Sets.Sizes;

    /// <summary>
    /// Returns log(total / K), where K is the number of actions that the row chooses from: the size of its set, or of the catalog. It has as many
    /// dimensions as the values that it belongs to, whose first one is the rows.
    /// </summary>
    public Tensor LogShare(double total, int actionCount, Tensor values)
    {
        if (Sets is null)
            return values.FilledWith(Math.Log(total / actionCount));
        var shares = Sets.Sizes.log().SubtractedFrom(Math.Log(total));
        return values.dim() == 1 ? shares : shares.unsqueeze(1);
    }

    /// <summary>Returns the index of each row's own action among the embedded candidates, which are not a sample. The shape is [rows].</summary>
    public Tensor OwnCandidates(Tensor actions) => Sets?.OwnCandidates ?? actions;

    /// <summary>Returns the number of each row's own action, if the candidates are not a sample. The shape is [rows].</summary>
    /// <param name="values">One number for each row and column.</param>
    /// <param name="actions">The actions as indices into the catalog.</param>
    public Tensor Own(Tensor values, Tensor actions) => values.gather(1, (Sets?.OwnColumns ?? actions).unsqueeze(1)).squeeze(1);

    /// <summary>Returns the numbers of the candidates. The shape is [rows, columns].</summary>
    /// <param name="values">One number for each row and action of the catalog.</param>
    public Tensor Select(Tensor values)
    {
        if (Sets?.Members is { } members)
            return values.gather(1, Indices is null ? members : Indices.index_select(0, members.flatten()).view(members.shape));
        return Indices is null ? values : values.index_select(1, Indices);
    }
}
