using System.Diagnostics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// The rows of a task by ascending probability, negatives before positives where it is equal. Rows that compare equal have equal losses,
/// so sums taken in this order are the same to the last bit for every order of the rows.
/// </summary>
internal sealed class SortedPredictions
{
    /// <summary>
    /// From the highest bit: probability (31 bits, its sign being 0), label (1), row (32). The bits of floats that are not negative ascend with their values,
    /// so one sort of integers does it all.
    /// </summary>
    private readonly ulong[] _packed;

    /// <summary>Sorts rows.</summary>
    /// <param name="labels">0 or 1.</param>
    /// <param name="probabilities">0 to 1.</param>
    public SortedPredictions(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities)
    {
        Debug.Assert(labels.Length == probabilities.Length);
        _packed = GC.AllocateUninitializedArray<ulong>(labels.Length);
        for (var row = 0; row < _packed.Length; row++)
        {
            // Adding 0 turns -0 into 0.
            var key = (BitConverter.SingleToUInt32Bits(probabilities[row] + 0f) << 1) | (labels[row] > 0 ? 1u : 0u);
            _packed[row] = ((ulong)key << 32) | (uint)row;
        }
        Array.Sort(_packed);
    }

    /// <summary>Number of rows.</summary>
    public int Count => _packed.Length;

    /// <summary>The row at a place of the order.</summary>
    public Prediction this[int place]
    {
        get
        {
            var packed = _packed[place];
            return new((int)(uint)packed, BitConverter.UInt32BitsToSingle((uint)(packed >> 33)), ((packed >> 32) & 1) == 1);
        }
    }
}
