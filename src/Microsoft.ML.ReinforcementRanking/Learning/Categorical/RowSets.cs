using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Represents the sets of actions that the rows of a batch choose from, as columns of logits. Actions that any row has are embedded once. Where sets are large
/// beside their union, a column is an embedded action, and the rows whose set lacks it exclude it. Otherwise a row's columns are its own members, which are
/// looked up (docs/decisions/0025-eligible-sets.md).
/// </summary>
internal sealed class RowSets
{
    /// <summary>Gets which columns are not in the row's set. The shape is [rows, columns].</summary>
    public required Tensor Excluded { get; init; }

    /// <summary>Gets the embedded action of each column, of shape [rows, columns], or null if the columns are the embedded actions.</summary>
    public required Tensor? Members { get; init; }

    /// <summary>Gets the column of each row's own action. The shape is [rows].</summary>
    public required Tensor OwnColumns { get; init; }

    /// <summary>Gets the sizes of the sets, at least 1. The shape is [rows].</summary>
    public required Tensor Sizes { get; init; }

    /// <summary>Gets 1 / size of the columns that are in the row's set, and 0 of the others. The shape is [rows, columns].</summary>
    public Tensor Shares => Excluded.logical_not().to_type(Sizes.dtype) / Sizes.unsqueeze(1);

    /// <summary>Gets the index of each row's own action among the embedded actions. The shape is [rows].</summary>
    public Tensor OwnCandidates => Members is null ? OwnColumns : Members.gather(1, OwnColumns.unsqueeze(1)).squeeze(1);

    /// <summary>Returns the sets of neighboring rows.</summary>
    public RowSets OfRows(long start, long count) => new()
    {
        Excluded = Excluded.narrow(0, start, count),
        Members = Members?.narrow(0, start, count),
        OwnColumns = OwnColumns.narrow(0, start, count),
        Sizes = Sizes.narrow(0, start, count),
    };

    /// <summary>Returns the vectors of each row's members, which are looked up. The shape is [rows, columns, width].</summary>
    /// <param name="actions">The vectors of the embedded actions, of shape [actions, width].</param>
    public Tensor LookUp(Tensor actions) => actions.index_select(0, Members!.flatten()).view(Members.shape[0], Members.shape[1], actions.shape[1]);

    /// <summary>Computes the product of each row's vector and the vectors of its members. The shape is [rows, columns].</summary>
    public static Tensor Products(Tensor vectors, Tensor members) => vectors.unsqueeze(1).bmm(members.transpose(1, 2)).squeeze(1);

    /// <summary>Computes the sum over the members of each row of weight times vector. The shape is [rows, width].</summary>
    public static Tensor Sums(Tensor weights, Tensor members) => weights.unsqueeze(1).bmm(members).squeeze(1);

    /// <summary>Computes the sum over the rows that have an action of weight times vector. The shape is [actions, width].</summary>
    /// <param name="weights">The weights, of shape [rows, columns], which are 0 for actions that are not in the set.</param>
    /// <param name="vectors">The vectors of the rows, of shape [rows, width].</param>
    /// <param name="actionCount">The number of embedded actions.</param>
    public Tensor SumsOfRows(Tensor weights, Tensor vectors, long actionCount)
    {
        if (Members is null)
            return weights.t().matmul(vectors);
        using var scope = NewDisposeScope();
        var (starts, rows, columns) = ByAction(Members, actionCount);
        using var bags = nn.EmbeddingBag_from_pretrained(vectors, mode: EmbeddingBagMode.Sum);
        return bags.forward(rows, starts, weights.flatten().index_select(0, columns)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Lists the rows that have an action, for one action after another: the start of each action's list, and the row and the place in [rows, columns] of each
    /// entry. Columns that are not in the row's set are entries of some action, too.
    /// </summary>
    private static (Tensor Starts, Tensor Rows, Tensor Places) ByAction(Tensor members, long actionCount)
    {
        var (width, actions) = ((int)members.shape[1], members.cpu().contiguous());
        var (starts, rows, places) = (zeros(actionCount, ScalarType.Int64), empty_like(actions).flatten(), empty_like(actions).flatten());
        var action = Numbers(actions);
        var next = Numbers(starts);
        var row = Numbers(rows);
        var place = Numbers(places);
        foreach (var index in action)
            next[(int)index]++;
        for (var (index, end) = (0, 0L); index < next.Length; index++)
            (next[index], end) = (end, end + next[index]);
        for (var index = 0; index < action.Length; index++)
        {
            var target = (int)next[(int)action[index]]++;
            (row[target], place[target]) = (index / width, index);
        }
        // Each list has moved the start of its own to that of the next one.
        next[..^1].CopyTo(next[1..]);
        next[0] = 0;
        return (starts.to(members.device), rows.to(members.device), places.to(members.device));
    }

    private static Span<long> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes);
}
