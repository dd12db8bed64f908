namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Random halves of a log's units, each weighted by propensities that were estimated on it alone (McCarthy, 1969). The estimate of a half deviates from that of the
/// whole as the whole's does from the truth: it has half the units and shares them with the whole. So halves show what estimated propensities add or take away.
/// </summary>
internal sealed class HalfSamples(int count, Func<OffPolicySamples> create)
{
    private readonly Half[] _halves = [.. Enumerable.Range(0, count).Select(_ => new Half(create()))];

    /// <summary>Number of halves; 0 where propensities count as known.</summary>
    public int Count => _halves.Length;

    /// <summary>The samples of one half; their units are all one, since only totals are asked for.</summary>
    public OffPolicySamples this[int half] => _halves[half].Samples;

    /// <summary>How often each unit counts in a log that is one half twice.</summary>
    public double[] CountUnits(int half) => [.. _halves[half].HasUnit.Select(isInside => isInside == true ? 2.0 : 0)];

    /// <summary>Notes that the row's unit is in a half, or is not. False where another row of it was in the other one.</summary>
    public bool Place(int half, ScoredRow row)
    {
        var units = _halves[half].HasUnit;
        while (units.Count <= row.Unit)
            units.Add(null);
        var isInside = !double.IsNaN(row.HalfWeights[half]);
        units[row.Unit] ??= isInside;
        return units[row.Unit] == isInside;
    }

    /// <summary>Adds a row to the halves that it is in. False where the product of a session's weights is no number any more.</summary>
    public bool Add(ScoredRow row)
    {
        var (session, unit, weight) = (row.Session, row.Unit, row.Weight);
        var isFinite = true;
        row.Unit = 0;
        for (var half = 0; half < _halves.Length; half++)
        {
            if (double.IsNaN(row.HalfWeights[half]))
                continue;
            row.Session = _halves[half].IndexOf(session);
            row.Weight = row.HalfWeights[half];
            isFinite &= _halves[half].Samples.Add(row);
        }
        (row.Session, row.Unit, row.Weight) = (session, unit, weight);
        return isFinite;
    }

    public void Complete() => Array.ForEach(_halves, half => half.Samples.Complete());

    private sealed class Half(OffPolicySamples samples)
    {
        private readonly Dictionary<int, int> _sessions = [];

        public OffPolicySamples Samples => samples;

        /// <summary>By unit; null where no row of it was seen.</summary>
        public List<bool?> HasUnit { get; } = [];

        /// <summary>Samples number the sessions that they see from 0.</summary>
        public int IndexOf(int session)
        {
            if (!_sessions.TryGetValue(session, out var index))
                _sessions.Add(session, index = _sessions.Count);
            return index;
        }
    }
}
