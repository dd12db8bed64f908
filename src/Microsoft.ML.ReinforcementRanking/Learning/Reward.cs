using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents the reward that a critic sums over a session: a weighted sum of a log's responses.</summary>
/// <param name="terms">The index of each response and its factor, which is read at every use, because multipliers change while a critic trains.</param>
internal sealed class Reward(IReadOnlyList<(int Response, Func<double> Factor)> terms)
{
    /// <summary>Creates the reward of one response alone.</summary>
    /// <param name="response">The index of the response.</param>
    /// <param name="sign">The sign, which is 1, or -1 for a response to minimize.</param>
    public Reward(int response, int sign)
        : this([(response, () => sign)])
    {
    }

    /// <summary>Computes the reward of a batch's rows. The shape is [rows].</summary>
    public Tensor Of(TransitionBatch batch)
    {
        using var scope = NewDisposeScope();
        return terms.Select(term => batch.Response(term.Response).Times(term.Factor())).Sum().MoveToOuterDisposeScope();
    }

    /// <summary>Computes the reward of every row of a log.</summary>
    public Column<float> Of(SessionDataset data)
    {
        var sums = data.Store.NewColumn<float>(data.RowCount);
        foreach (var (response, factor) in terms)
        {
            var (weight, values) = ((float)factor(), data.Responses[response]);
            for (var row = 0; row < sums.Length; row++)
                sums[row] += weight * values[row];
        }
        return sums;
    }
}
