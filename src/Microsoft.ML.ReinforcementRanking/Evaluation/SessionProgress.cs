namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>How far each session has been read: rows of a session need not be adjacent.</summary>
internal sealed class SessionProgress
{
    private readonly List<(int Step, double Ratio)> _sessions = [];

    /// <summary>Sets the row's step and cumulative ratios. False where the product of weights is no number any more.</summary>
    public bool Advance(ScoredRow row)
    {
        if (row.Session == _sessions.Count)
            _sessions.Add((0, 1));
        (row.Step, row.PreviousRatio) = _sessions[row.Session];
        row.Ratio = row.PreviousRatio * row.Weight;
        _sessions[row.Session] = (row.Step + 1, row.Ratio);
        return double.IsFinite(row.Ratio);
    }
}
