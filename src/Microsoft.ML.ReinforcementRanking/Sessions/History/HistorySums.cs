namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Accumulates rows of a session: their responses, those of the rows with each value of the attribute, and the last actions. The memory grows with the values
/// that occurred, and not with the rows.
/// </summary>
internal sealed class HistorySums(HistoryLayout layout)
{
    private readonly ResponseSums _all = new(layout.ResponseNames.Count);
    private readonly Dictionary<int, ResponseSums> _byValue = [];
    private readonly List<string> _lastActions = [];

    public int RowCount => _all.RowCount;

    /// <param name="responses">The responses of the row.</param>
    /// <param name="action">The id of its action. It is not used if no last actions are kept.</param>
    /// <param name="values">The attribute values of its action, from 0, all different.</param>
    public void Add(ReadOnlySpan<float> responses, string action, IEnumerable<int> values)
    {
        _all.Add(responses);
        foreach (var value in values)
            SumsOf(value).Add(responses);
        if (layout.HistoryLength > 0)
            AddAction(action);
    }

    /// <summary>Adds rows that come after those of this object.</summary>
    public void Add(HistorySums later)
    {
        _all.Add(later._all);
        foreach (var (value, sums) in later._byValue)
            SumsOf(value).Add(sums);
        foreach (var action in Enumerable.Reverse(later._lastActions))
            AddAction(action);
    }

    /// <summary>Writes the means and counts of all rows, and then those of each attribute value after the number of its rows.</summary>
    public void Write(Span<float> features)
    {
        features.Clear();
        _all.Write(features);
        foreach (var (value, sums) in _byValue)
        {
            var slots = features[layout.SlotsOfValue(value)..];
            slots[0] = sums.RowCount;
            sums.Write(slots[1..]);
        }
    }

    /// <summary>Writes the ids of the last actions, newest first. What is left is empty.</summary>
    public void WriteLastActions(Span<string> actions)
    {
        for (var place = 0; place < actions.Length; place++)
            actions[place] = place < _lastActions.Count ? _lastActions[place] : "";
    }

    public void Clear()
    {
        _all.Clear();
        _byValue.Clear();
        _lastActions.Clear();
    }

    private ResponseSums SumsOf(int value)
    {
        if (!_byValue.TryGetValue(value, out var sums))
            _byValue.Add(value, sums = new(layout.ResponseNames.Count));
        return sums;
    }

    private void AddAction(string action)
    {
        if (_lastActions.Count == layout.HistoryLength)
            _lastActions.RemoveAt(layout.HistoryLength - 1);
        _lastActions.Insert(0, action);
    }
}
