using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Accumulates the responses of the keys of rows, and computes the statistics of the next row. This is the only computation of these features: a log is
/// replayed through it, and a fitted transformer is one. The memory grows with the values of the keys, and not with the rows.
/// </summary>
internal sealed class StatisticsState
{
    private readonly StatisticsLayout _layout;
    private readonly KeyTable[] _tables;
    private readonly KeyResponses _all;

    // Rows of the newest time, which do not see each other.
    private readonly List<(KeyResponses?[] Keys, float[] Responses)> _pending = [];
    private long _pendingTime = long.MinValue;

    public StatisticsState(StatisticsLayout layout)
        : this(layout, [.. layout.Keys.Select(_ => new KeyTable(layout.Responses.Count))], new(layout.Responses.Count))
    {
    }

    private StatisticsState(StatisticsLayout layout, KeyTable[] tables, KeyResponses all) => (_layout, _tables, _all) = (layout, tables, all);

    /// <summary>Gets the newest time of the rows, in ticks.</summary>
    public long Newest => Math.Max(_all.Newest, _pendingTime);

    /// <summary>Returns a state that begins with the rows of this one, which is left as it is.</summary>
    public StatisticsState Continue() => new(_layout, Array.ConvertAll(_tables, table => table.Continue()), _all.Copy());

    /// <summary>Returns a state that needs no other one.</summary>
    public StatisticsState Copy()
    {
        MoveTo(long.MaxValue);
        return new(_layout, Array.ConvertAll(_tables, table => table.Copy()), _all.Copy());
    }

    /// <summary>Moves to a time, before which all rows that were added earlier become visible.</summary>
    public void MoveTo(long time)
    {
        if (_pendingTime >= time)
            return;
        foreach (var (keys, responses) in _pending)
            Merge(keys, _pendingTime, responses);
        _pending.Clear();
        _pendingTime = long.MinValue;
    }

    /// <summary>Adds a row, which later rows see once <see cref="MoveTo"/> has moved past its time.</summary>
    public void Add(long time, ReadOnlySpan<ReadOnlyMemory<char>> keys, ReadOnlySpan<float> responses)
    {
        MoveTo(time);
        _pending.Add((Find(keys), responses.ToArray()));
        _pendingTime = time;
    }

    /// <summary>Adds a row in any order of time.</summary>
    public void AddAtOnce(long time, ReadOnlySpan<ReadOnlyMemory<char>> keys, ReadOnlySpan<float> responses) => Merge(Find(keys), time, responses);

    /// <summary>Replaces the codes of times by the times.</summary>
    public void ConvertTimes(Func<long, long> convert)
    {
        foreach (var responses in _tables.SelectMany(table => table.Values).Append(_all))
            responses.Newest = convert(responses.Newest);
    }

    /// <summary>Writes the statistics of a row of the given time. An empty key has no statistics.</summary>
    public void Write(long time, ReadOnlySpan<ReadOnlyMemory<char>> keys, Span<float> features)
    {
        for (var key = 0; key < _tables.Length; key++)
        {
            var slots = features.Slice(key * _layout.SlotsOfKey, _layout.SlotsOfKey);
            var value = keys[key].IsEmpty ? null : _tables[key].Find(keys[key].Span);
            var isSeen = value is { RowCount: > 0 };
            slots[0] = isSeen ? (float)Math.Log(1.0 + value!.RowCount) : 0;
            slots[1] = isSeen ? (float)Math.Log(1 + (Math.Max(0, (double)time - value!.Newest) / TimeSpan.TicksPerSecond)) : 0;
            for (var response = 0; response < _layout.Responses.Count; response++)
                slots[StatisticsLayout.SlotsOfTime + response] = MeanOf(key, value, response);
        }
    }

    public static StatisticsState Read(ModelReader reader, StatisticsLayout layout)
    {
        var all = KeyResponses.Read(reader, layout.Responses.Count);
        return new(layout, [.. layout.Keys.Select(_ => KeyTable.Read(reader, layout.Responses.Count))], all);
    }

    /// <summary>Writes a state that needs no other one.</summary>
    public void Write(BinaryWriter writer)
    {
        _all.Write(writer);
        foreach (var table in _tables)
            table.Write(writer);
    }

    private float MeanOf(int key, KeyResponses? value, int response)
    {
        var prior = _all.Counts[response] > 0 ? _all.Sums[response] / _all.Counts[response] : 0;
        var (sum, count) = value is null ? (0, 0) : (value.Sums[response], value.Counts[response]);
        var strength = count == 0 ? double.PositiveInfinity : _layout.PriorStrength ?? _tables[key].StrengthOf(response);
        return (float)(double.IsInfinity(strength) ? prior : (sum + (prior * strength)) / (count + strength));
    }

    private KeyResponses?[] Find(ReadOnlySpan<ReadOnlyMemory<char>> keys)
    {
        var found = new KeyResponses?[keys.Length];
        for (var key = 0; key < keys.Length; key++)
            found[key] = keys[key].IsEmpty ? null : _tables[key].FindOrAdd(keys[key].Span);
        return found;
    }

    private void Merge(KeyResponses?[] keys, long time, ReadOnlySpan<float> responses)
    {
        for (var key = 0; key < keys.Length; key++)
        {
            if (keys[key] is { } value)
                _tables[key].Add(value, time, responses);
        }
        _all.Add(time, responses);
    }
}
