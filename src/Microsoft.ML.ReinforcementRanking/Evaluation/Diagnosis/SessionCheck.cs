namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Looks for sessions that are too short to learn from, and for sessions that the end of the log cuts off.</summary>
/// <param name="hasTimes">Whether rows have times.</param>
internal sealed class SessionCheck(bool hasTimes) : LogCheck
{
    private const double LargestShareOfSingleRows = 0.5;

    /// <summary>A session may go on after a pause of this many mean pauses.</summary>
    private const double PausesToEnd = 2;

    private const double SmallestTruncatedShare = 0.01;
    private const int FewestTruncated = 5;

    /// <summary>Sessions at the end of the log are cut off if they are more than usual by this factor and by so many standard deviations.</summary>
    private const double UsualFactor = 2;
    private const double UsualDeviations = 4;

    /// <summary>Sessions that are cut off are shorter than others.</summary>
    private const double ShorterFactor = 0.9;

    private readonly List<int> _lengths = [];
    private readonly List<double> _ends = [];
    private (double First, double Last) _range = (double.PositiveInfinity, double.NegativeInfinity);
    private double _pauses;
    private long _pauseCount;
    private long _rowCount;

    public int SessionCount => _lengths.Count;

    public override void Add(CheckedRow row)
    {
        _rowCount++;
        _range = (Math.Min(_range.First, row.Time), Math.Max(_range.Last, row.Time));
        if (row.Session == _lengths.Count)
        {
            _lengths.Add(1);
            _ends.Add(row.Time);
            return;
        }
        _lengths[row.Session]++;
        if (row.Time >= _ends[row.Session])
        {
            _pauses += row.Time - _ends[row.Session];
            _pauseCount++;
            _ends[row.Session] = row.Time;
        }
    }

    public override IEnumerable<LogFinding> Findings()
    {
        var single = (double)_lengths.Count(length => length == 1) / _rowCount;
        if (single > LargestShareOfSingleRows)
        {
            yield return new LogFinding
            {
                Defect = LogDefect.ShortSessions,
                Severity = LogSeverity.Warning,
                Value = single,
                Message = Text($"{single:P0} of the rows are the only row of their session. The mean length of the {SessionCount} sessions is ")
                    + Text($"{(double)_rowCount / SessionCount:0.##} rows."),
                Advice = "Actions have no consequences in such a log. Group sessions by user with a longer Gap, or set RowGroupColumnName to null and "
                    + "the discount factors to 0.",
            };
        }
        if (hasTimes && Truncated() is { } truncated)
            yield return truncated;
    }

    private LogFinding? Truncated()
    {
        var window = PausesToEnd * _pauses / Math.Max(_pauseCount, 1);
        int[] open = [.. Enumerable.Range(0, SessionCount).Where(session => _ends[session] > _range.Last - window)];
        var usual = SessionCount * window / (_range.Last - _range.First);
        var isMany = open.Length >= Math.Max(FewestTruncated, SmallestTruncatedShare * SessionCount)
            && open.Length > (UsualFactor * usual) + (UsualDeviations * Math.Sqrt(usual));
        if (!isMany || open.Length == SessionCount)
            return null;
        var rows = open.Sum(session => (long)_lengths[session]);
        var (length, others) = ((double)rows / open.Length, (double)(_rowCount - rows) / (SessionCount - open.Length));
        return length > ShorterFactor * others ? null : new LogFinding
        {
            Defect = LogDefect.TruncatedSessions,
            Severity = LogSeverity.Warning,
            Value = (double)open.Length / SessionCount,
            Message = Text($"{open.Length} of {SessionCount} sessions end so shortly before the end of the log that they may go on after it, where ")
                + Text($"about {usual:0.#} are usual. Their mean length is {length:0.#} rows, and that of the others is {others:0.#}."),
            Advice = "The returns of these sessions are cut off. Export a longer log, or drop the sessions that were active at its end.",
        };
    }
}
