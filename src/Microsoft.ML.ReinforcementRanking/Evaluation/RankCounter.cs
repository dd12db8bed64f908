namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Area under the ROC curve as the rank statistic: the share of (positive, negative) pairs in which the positive is predicted higher, ties counting one half.
/// Pairs are counted in integers as rows arrive in the order of <see cref="SortedPredictions"/>, so one pass serves any number of groups.
/// </summary>
internal struct RankCounter
{
    private int _positives;
    private int _negatives;
    private int _tiedNegatives;
    private float _last;
    private long _doubledWins;

    /// <summary>Rows so far.</summary>
    public readonly int Count => _positives + _negatives;

    /// <summary>Whether there are positives and negatives.</summary>
    public readonly bool HasBothClasses => _positives > 0 && _negatives > 0;

    /// <summary>The area, 0 to 1; NaN unless there are both classes.</summary>
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
