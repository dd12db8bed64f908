namespace MultiTask.Features;

/// <summary>
/// Numbers about what happened before an event, for each of its keys (the same visitor, the same item, the same session):
/// <list type="number">
/// <item>log(1 + number of earlier events with this key);</item>
/// <item>log(1 + minutes since the last of them; where there is none, since the log began);</item>
/// <item>for each response its mean over them, drawn toward its mean over all events so far as by 5 events.</item>
/// </list>
/// Earlier means an earlier time: events of equal time do not see each other, and no event sees itself. Nothing is fitted, so a log that goes on keeps the
/// numbers of its past.
/// </summary>
internal sealed class History
{
    private const int PriorCount = 5;
    private const double MillisecondsPerMinute = 60_000;

    private readonly Dictionary<string, Past> _pasts = [];
    private readonly Past _all;

    private History(long start, int responses) => _all = new(start, responses);

    /// <summary>The numbers of each event, in the order of the events, which may be any.</summary>
    public static float[][] Of(IReadOnlyList<LoggedEvent> events)
    {
        int[] order = [.. Enumerable.Range(0, events.Count).OrderBy(index => events[index].Time)];
        var history = new History(events[order[0]].Time, events[0].Responses.Length);
        var numbers = new float[events.Count][];
        var known = 0;
        foreach (var index in order)
        {
            for (; events[order[known]].Time < events[index].Time; known++)
                history.Add(events[order[known]]);
            numbers[index] = history.Describe(events[index]);
        }
        return numbers;
    }

    private void Add(LoggedEvent known)
    {
        _all.Add(known);
        foreach (var key in known.Keys)
        {
            if (!_pasts.TryGetValue(key, out var past))
                _pasts.Add(key, past = new(_all.Last, known.Responses.Length));
            past.Add(known);
        }
    }

    private float[] Describe(LoggedEvent present)
    {
        var width = 2 + present.Responses.Length;
        var numbers = new float[present.Keys.Length * width];
        foreach (var (index, key) in present.Keys.Index())
            Describe(_pasts.GetValueOrDefault(key), present.Time, numbers.AsSpan(index * width, width));
        return numbers;
    }

    private void Describe(Past? past, long time, Span<float> numbers)
    {
        var count = past?.Count ?? 0;
        numbers[0] = MathF.Log(1 + count);
        numbers[1] = (float)Math.Log(1 + (time - (past?.Last ?? _all.First)) / MillisecondsPerMinute);
        for (var response = 0; response < numbers.Length - 2; response++)
        {
            var prior = _all.Count > 0 ? _all.Sums[response] / _all.Count : 0;
            numbers[2 + response] = (float)(((past?.Sums[response] ?? 0) + prior * PriorCount) / (count + PriorCount));
        }
    }

    /// <summary>What is remembered of the events of a key.</summary>
    private sealed class Past(long start, int responses)
    {
        public long First { get; } = start;

        public long Last { get; private set; } = start;

        public int Count { get; private set; }

        public double[] Sums { get; } = new double[responses];

        public void Add(LoggedEvent known)
        {
            (Count, Last) = (Count + 1, known.Time);
            for (var response = 0; response < Sums.Length; response++)
                Sums[response] += known.Responses[response];
        }
    }
}
