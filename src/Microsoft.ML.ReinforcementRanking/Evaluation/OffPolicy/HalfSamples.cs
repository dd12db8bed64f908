using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Represents random halves of a log's units, each weighted by propensities that were estimated on it alone (McCarthy, 1969). The estimate of a half
/// deviates from that of the whole as the estimate of the whole deviates from the truth, because a half has half the units and shares them with the whole.
/// Half-samples therefore show how estimated propensities change the variance.
/// </summary>
/// <param name="count">The number of halves.</param>
/// <param name="store">The place of what is kept for each unit and each session.</param>
/// <param name="create">A function that creates the sample of a half.</param>
internal sealed class HalfSamples(int count, ColumnStore store, Func<LogSample> create)
{
    private const byte IsOutside = 1;
    private const byte IsInside = 2;

    private readonly Half[] _halves = [.. Enumerable.Range(0, count).Select(_ => new Half(create(), store))];

    /// <summary>Whether each unit is in each half, or 0 where no row of it was seen.</summary>
    private readonly RecordTable<byte>? _places = count == 0 ? null : new(store, count);
    private readonly byte[] _place = new byte[count];

    /// <summary>The number of halves. It is 0 where propensities count as known.</summary>
    public int Count => _halves.Length;

    /// <summary>Returns the estimates of a half, with propensities of its own.</summary>
    public IEnumerable<(EstimateKey Key, double Value)> EstimatesOf(int half)
    {
        var sample = _halves[half].Sample;
        var whole = sample.Units.Whole();
        return sample.Sums.Select(sums => (sums.Key, sums.Value.Estimate(whole)));
    }

    /// <summary>Returns the number of times that each unit occurs in a log that consists of a half twice.</summary>
    public byte[] CountUnits(int half, int unitCount)
    {
        var counts = new byte[unitCount];
        for (var unit = 0; unit < unitCount; unit++)
            counts[unit] = _places!.Value(unit, half) == IsInside ? (byte)2 : (byte)0;
        return counts;
    }

    /// <summary>
    /// Records the halves that the row's unit is in. Returns the first half in which another row of the unit was on the other side, or null.
    /// </summary>
    public int? FindContradiction(LogRow row)
    {
        if (_places is null)
            return null;
        _places.Read(row.Unit, _place);
        for (var half = 0; half < _place.Length; half++)
        {
            var own = double.IsNaN(row.HalfWeights[half]) ? IsOutside : IsInside;
            if (_place[half] != 0 && _place[half] != own)
                return half;
            _place[half] = own;
        }
        _places.Write(row.Unit, _place);
        return null;
    }

    /// <summary>Adds a row to the halves that it is in. Returns false where the product of a session's weights overflows.</summary>
    public bool Add(LogRow row)
    {
        var isFinite = true;
        foreach (var (half, weight) in _halves.Zip(row.HalfWeights))
            isFinite &= double.IsNaN(weight) || half.Add(row, weight);
        return isFinite;
    }

    public void Complete() => Array.ForEach(_halves, half => half.Sample.Complete());

    /// <summary>Represents one half. All its rows form one unit, because only totals are needed.</summary>
    private sealed class Half(LogSample sample, ColumnStore store)
    {
        /// <summary>The number of each session in this half, from 1, or 0 where it has none so far.</summary>
        private readonly RecordTable<int> _sessions = new(store);
        private int _sessionCount;

        public LogSample Sample => sample;

        public bool Add(LogRow row, double weight) => sample.Add(row with { Session = IndexOf(row.Session), Unit = 0, Weight = weight });

        /// <summary>Returns the number of a session in this half. A sample numbers the sessions that it contains from 0.</summary>
        private int IndexOf(int session)
        {
            if (_sessions[session] == 0)
                _sessions[session] = ++_sessionCount;
            return _sessions[session] - 1;
        }
    }
}
