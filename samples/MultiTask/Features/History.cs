namespace MultiTask.Features;

/// <summary>
/// Computes features of what happened before an event, for each key of the event (the same visitor, the same item, the same session):
/// <list type="number">
/// <item>log(1 + the number of earlier events with this key);</item>
/// <item>log(1 + the minutes since the last of them, or since the start of the log if there is none);</item>
/// <item>for each response, its mean over these events. The mean over all events so far counts like 5 more events.</item>
/// </list>
/// Earlier events have an earlier time. Events of the same time do not see each other, and no event sees itself. Nothing is fitted, so the features of
/// past events do not change when the log grows.
/// </summary>
internal sealed class History
{
    private const int PriorCount = 5;
    private const double MillisecondsPerMinute = 60_000;

    private readonly Dictionary<string, Past> _pasts = [];
    private readonly Past _all;

    private History(long start, int responses) => _all = new(start, responses);

    /// <summary>Computes the features of each event. Events can be in any order.</summary>
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

    /// <summary>Represents the sums over the events of a key.</summary>
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
