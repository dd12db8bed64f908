using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents a quantity that can be summed over rows.</summary>
internal interface ISummand<TSelf>
    where TSelf : struct, ISummand<TSelf>
{
    /// <summary>Returns the sum of this and a multiple of another.</summary>
    TSelf Plus(TSelf other, double count);
}

/// <summary>
/// Represents sums in cells (one per step of a session, or per cell of a table), of which a unit has few. Rows are kept, because a resampled log needs each
/// unit's part of each cell. The rows of the first unit are summed at once, so that a log with a single unit, which is never resampled, needs no memory per
/// row.
/// </summary>
/// <param name="store">The place of the rows.</param>
internal sealed class UnitCells<TSum>(ColumnStore store)
    where TSum : unmanaged, ISummand<TSum>
{
    private const int BlockLength = 1024;

    /// <summary>The largest number of rows that are in memory at once, unless one unit has more.</summary>
    private const int LargestBlock = 1 << 20;

    private readonly List<TSum> _firstUnit = [];

    /// <summary>The rows of other units in the order of the log, and, when the sums are complete, all rows in the order of their units.</summary>
    private RecordTable<Entry> _entries = new(store);

    /// <summary>The place after the last row of each unit.</summary>
    private readonly RecordTable<int> _ends = new(store);

    public int CellCount { get; private set; }

    public void Add(int unit, int cell, TSum value)
    {
        CellCount = Math.Max(CellCount, cell + 1);
        if (unit != 0)
        {
            _entries[_entries.Count] = new(unit, cell, value);
            return;
        }
        while (_firstUnit.Count <= cell)
            _firstUnit.Add(default);
        _firstUnit[cell] = _firstUnit[cell].Plus(value, 1);
    }

    /// <summary>Sorts the added rows by unit. Nothing can be added afterwards.</summary>
    public void Complete()
    {
        var added = _entries;
        IEnumerable<Entry> All() => _firstUnit.Select((value, cell) => new Entry(0, cell, value)).Concat(added.All());
        foreach (var entry in All())
            _ends[entry.Unit]++;
        var (start, unit) = (0, 0);
        foreach (var count in _ends.All())
        {
            _ends[unit++] = start;
            start += count;
        }
        var sorted = new RecordTable<Entry>(store);
        foreach (var entry in All())
            sorted[_ends[entry.Unit]++] = entry;
        added.Clear();
        _entries = sorted;
    }

    /// <summary>Returns the sums of all cells over a log.</summary>
    public TSum[] Sum(ResampledLog log)
    {
        var total = new TSum[CellCount];
        var block = new Entry[Math.Min(BlockLength, _entries.Count)];
        for (var first = 0; first < _entries.Count; first += BlockLength)
        {
            var entries = block.AsSpan(0, Math.Min(BlockLength, _entries.Count - first));
            _entries.Read(first, entries);
            foreach (ref readonly var entry in entries)
            {
                if (log.CountOf(entry.Unit) is not 0 and var count)
                    total[entry.Cell] = total[entry.Cell].Plus(entry.Value, count);
            }
        }
        return total;
    }

    /// <summary>Returns the values that are computed from the sums of all cells without each unit in turn.</summary>
    public Column<double> LeaveOneOut(ResampledLog whole, int unitCount, Func<int, TSum[], double> evaluate)
    {
        var total = Sum(whole);
        var values = store.NewColumn<double>(unitCount);
        for (int first = 0, end; first < unitCount; first = end)
        {
            var start = StartOf(first);
            end = Math.Min(first + BlockLength, unitCount);
            while (end > first + 1 && StartOf(end) - start > LargestBlock)
                end = (first + end) / 2;
            var block = new Entry[StartOf(end) - start];
            _entries.Read(start, block);
            Parallel.For(first, end, () => new TSum[total.Length], (unit, _, rest) =>
            {
                total.CopyTo(rest, 0);
                foreach (ref readonly var entry in block.AsSpan((StartOf(unit) - start)..(StartOf(unit + 1) - start)))
                    rest[entry.Cell] = rest[entry.Cell].Plus(entry.Value, -1);
                values[unit] = evaluate(unit, rest);
                return rest;
            }, _ => { });
        }
        return values;
    }

    private int StartOf(int unit) => unit == 0 ? 0 : _ends[unit - 1];

    private readonly record struct Entry(int Unit, int Cell, TSum Value);
}
