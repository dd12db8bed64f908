using System.Diagnostics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Represents the rows of a task in ascending order of the score. Negatives come before positives where scores are equal. Rows that compare equal have
/// equal losses, so sums in this order are the same to the last bit for every order of the rows.
/// </summary>
internal sealed class SortedPredictions
{
    private const int RowBits = 31;

    /// <summary>
    /// The sort keys. From the highest bit they hold the score (32 bits), the label (1) and the row (31), so that one sort of integers is enough.
    /// </summary>
    private readonly ulong[] _packed;
    private readonly float[] _scores;
    private readonly float[] _probabilities;

    /// <summary>Sorts rows.</summary>
    /// <param name="labels">The labels, which are 0 or 1.</param>
    /// <param name="probabilities">The probabilities, from 0 to 1.</param>
    /// <param name="scores">The scores by which the rows are sorted, which are not NaN.</param>
    public SortedPredictions(float[] labels, float[] probabilities, float[] scores)
    {
        Debug.Assert(labels.Length == probabilities.Length && labels.Length == scores.Length);
        (_scores, _probabilities) = (scores, probabilities);
        _packed = GC.AllocateUninitializedArray<ulong>(labels.Length);
        for (var row = 0; row < _packed.Length; row++)
            _packed[row] = ((ulong)Ascending(scores[row]) << 32) | ((labels[row] > 0 ? 1UL : 0UL) << RowBits) | (uint)row;
        Array.Sort(_packed);
    }

    /// <summary>The number of rows.</summary>
    public int Count => _packed.Length;

    /// <summary>The row at a position of the order.</summary>
    public Prediction this[int place]
    {
        get
        {
            var row = (int)(_packed[place] & int.MaxValue);
            return new(row, _scores[row], _probabilities[row], ((_packed[place] >> RowBits) & 1) == 1);
        }
    }

    /// <summary>Converts floats to integers of the same order. Adding 0 turns -0 into 0.</summary>
    private static uint Ascending(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits;
    }
}

/// <summary>Represents the prediction and the label of a row.</summary>
/// <param name="Row">The number of the row in the data.</param>
/// <param name="Score">The score by which the rows are ranked.</param>
/// <param name="Probability">The predicted probability of a positive label, from 0 to 1.</param>
/// <param name="IsPositive">The label.</param>
internal readonly record struct Prediction(int Row, float Score, float Probability, bool IsPositive)
{
    private const double LargestLoss = 100;

    /// <summary>The binary cross-entropy in nats, from 0 to 100.</summary>
    public double Loss => Math.Min(-Math.Log(IsPositive ? Probability : 1 - (double)Probability), LargestLoss);
}

/// <summary>
/// Computes the area under the ROC curve as the rank statistic. It is the share of (positive, negative) pairs in which the positive has the higher
/// prediction, and ties count one half. Pairs are counted in integers as rows arrive in the order of <see cref="SortedPredictions"/>, so one pass is enough
/// for any number of groups.
/// </summary>
internal struct RankCounter
{
    private int _positives;
    private int _negatives;
    private int _tiedNegatives;
    private float _last;
    private long _doubledWins;

    /// <summary>The number of rows so far.</summary>
    public readonly int Count => _positives + _negatives;

    /// <summary>Whether there are both positives and negatives.</summary>
    public readonly bool HasBothClasses => _positives > 0 && _negatives > 0;

    /// <summary>The area, from 0 to 1. It is NaN unless there are both classes.</summary>
    public readonly double AreaUnderCurve => _doubledWins / (2.0 * _positives * _negatives);

    /// <summary>Adds the next row of the order.</summary>
    public void Add(Prediction row)
    {
        if (row.Score != _last)
            (_last, _tiedNegatives) = (row.Score, 0);
        if (row.IsPositive)
        {
            _positives++;
            _doubledWins += 2L * _negatives - _tiedNegatives;
        }
        else
        {
            _negatives++;
            _tiedNegatives++;
        }
    }
}
