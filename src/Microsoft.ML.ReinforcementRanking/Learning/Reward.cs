using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>What a critic adds up over a session: a weighted sum of a log's responses.</summary>
/// <param name="terms">Index of each response and its factor, read at every use: multipliers move while a critic trains.</param>
internal sealed class Reward(IReadOnlyList<(int Response, Func<double> Factor)> terms)
{
    /// <summary>One response alone.</summary>
    /// <param name="response">Its index.</param>
    /// <param name="sign">+1, or -1 for a response to minimize.</param>
    public Reward(int response, int sign)
        : this([(response, () => sign)])
    {
    }

    /// <summary>Of a batch's rows: [rows].</summary>
    public Tensor Of(TransitionBatch batch)
    {
        using var scope = NewDisposeScope();
        return terms.Select(term => batch.Response(term.Response).Times(term.Factor())).Sum().MoveToOuterDisposeScope();
    }

    /// <summary>Of every row of a log.</summary>
    public float[] Of(SessionDataset data)
    {
        var sums = new float[data.RowCount];
        foreach (var (response, factor) in terms)
        {
            var weight = (float)factor();
            for (var row = 0; row < sums.Length; row++)
                sums[row] += weight * data.Responses[response][row];
        }
        return sums;
    }
}
