using System.Diagnostics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// The rows of a task by ascending score, negatives before positives where it is equal. Rows that compare equal have equal losses, so sums taken in this order
/// are the same to the last bit for every order of the rows.
/// </summary>
internal sealed class SortedPredictions
{
    private const int RowBits = 31;

    /// <summary>From the highest bit: score (32 bits), label (1), row (31): one sort of integers does it all.</summary>
    private readonly ulong[] _packed;
    private readonly float[] _scores;
    private readonly float[] _probabilities;

    /// <summary>Sorts rows.</summary>
    /// <param name="labels">0 or 1.</param>
    /// <param name="probabilities">0 to 1.</param>
    /// <param name="scores">What rows are sorted by; not NaN.</param>
    public SortedPredictions(float[] labels, float[] probabilities, float[] scores)
    {
        Debug.Assert(labels.Length == probabilities.Length && labels.Length == scores.Length);
        (_scores, _probabilities) = (scores, probabilities);
        _packed = GC.AllocateUninitializedArray<ulong>(labels.Length);
        for (var row = 0; row < _packed.Length; row++)
            _packed[row] = ((ulong)Ascending(scores[row]) << 32) | ((labels[row] > 0 ? 1UL : 0UL) << RowBits) | (uint)row;
        Array.Sort(_packed);
    }

    /// <summary>Number of rows.</summary>
    public int Count => _packed.Length;

    /// <summary>The row at a place of the order.</summary>
    public Prediction this[int place]
    {
        get
        {
            var row = (int)(_packed[place] & int.MaxValue);
            return new(row, _scores[row], _probabilities[row], ((_packed[place] >> RowBits) & 1) == 1);
        }
    }

    /// <summary>Integers that ascend with the floats; adding 0 turns -0 into 0.</summary>
    private static uint Ascending(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits;
    }
}
