namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Computes the history features of a session, one row after the other. This is the only computation of these features: a log is replayed through it, and a
/// served session is kept in it. Rows of the newest time are kept apart from earlier ones, because rows of equal time do not see each other.
/// </summary>
internal sealed class SessionHistory(HistoryLayout layout)
{
    private readonly HistorySums _earlier = new(layout);
    private readonly HistorySums _newest = new(layout);
    private long? _earlierTime;
    private long? _newestTime;
    private long? _lastRow;
    private long _start;

    /// <summary>Gets the time of the newest row that later rows can see already, in ticks, or null if there is none.</summary>
    public long? EarlierTime => _earlierTime;

    /// <summary>Gets the time of the newest row that was added, in ticks, or null if the session has none.</summary>
    public long? NewestTime => _newestTime ?? _earlierTime;

    /// <summary>Moves to a row of the session, or starts another session if the pause before it is too long.</summary>
    public void MoveTo(long time)
    {
        if (_lastRow is not { } last)
            _start = time;
        else if (time > last && (ulong)(time - last) > (ulong)layout.GapTicks)
            Start(time);
        _lastRow = Math.Max(_lastRow ?? time, time);
        if (_newestTime is { } newest && newest < time)
            MergeNewest();
    }

    /// <summary>Starts another session.</summary>
    public void Start(long time)
    {
        _earlier.Clear();
        _newest.Clear();
        (_earlierTime, _newestTime, _lastRow) = (null, null, null);
        _start = time;
    }

    /// <summary>Writes the features of a row from the rows of earlier times.</summary>
    /// <param name="time">The time of the row, which <see cref="MoveTo"/> was called with.</param>
    /// <param name="features">The features.</param>
    /// <param name="lastActions">The ids of the last actions, newest first. An id is empty if there are fewer.</param>
    public void Write(long time, Span<float> features, Span<string> lastActions)
    {
        features[0] = _earlier.RowCount;
        features[1] = _earlierTime is { } earlier ? (float)((double)(time - earlier) / TimeSpan.TicksPerSecond) : 0;
        _earlier.Write(HistoryLayout.AfterTime(features));
        _earlier.WriteLastActions(lastActions);
    }

    /// <summary>Adds a row, which is not earlier than the rows that were added before. A row of a session that has ended has no effect.</summary>
    public void Add(long time, ReadOnlySpan<float> responses, string action, IEnumerable<int> values)
    {
        if (_lastRow is not null && time < _start)
            return;
        MoveTo(time);
        _newestTime = time;
        _newest.Add(responses, action, values);
    }

    private void MergeNewest()
    {
        _earlier.Add(_newest);
        _newest.Clear();
        (_earlierTime, _newestTime) = (_newestTime, null);
    }
}
