using System.Numerics.Tensors;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Represents one sum for every unit (a session, or a user). Memory grows with units and not with rows, and resampling the units is a dot product.
/// </summary>
internal sealed class UnitColumn
{
    private double[] _sums = new double[16];
    private int _count;

    /// <summary>Returns the sum of a unit.</summary>
    public double this[int unit] => _sums[unit];

    public int Count => _count;

    /// <summary>Adds to the sum of a unit. Units are numbered from 0 without gaps.</summary>
    public void Add(int unit, double value)
    {
        if (unit >= _sums.Length)
            Array.Resize(ref _sums, Math.Max(unit + 1, 2 * _sums.Length));
        _count = Math.Max(_count, unit + 1);
        _sums[unit] += value;
    }

    /// <summary>Returns the sum over a log in which unit i occurs <c>counts[i]</c> times. Without counts every unit occurs once.</summary>
    public double Sum(ReadOnlySpan<double> counts = default)
    {
        var sums = _sums.AsSpan(0, _count);
        return counts.IsEmpty ? TensorPrimitives.Sum<double>(sums) : TensorPrimitives.Dot(counts[.._count], sums);
    }
}

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
internal sealed class UnitCells<TSum>
    where TSum : unmanaged, ISummand<TSum>
{
    private readonly List<TSum> _firstUnit = [];
    private ChunkedColumn<Entry>? _others;
    private Entry[] _byUnit = [];
    private int[] _start = [];
    private int _unitCount = 1;

    public int CellCount { get; private set; }

    public void Add(int unit, int cell, TSum value)
    {
        CellCount = Math.Max(CellCount, cell + 1);
        _unitCount = Math.Max(_unitCount, unit + 1);
        if (unit != 0)
        {
            (_others ??= new()).Add(new(unit, cell, value));
            return;
        }
        while (_firstUnit.Count <= cell)
            _firstUnit.Add(default);
        _firstUnit[cell] = _firstUnit[cell].Plus(value, 1);
    }

    /// <summary>Sorts the added rows by unit. Nothing can be added afterwards.</summary>
    public void Complete()
    {
        Entry[] entries = [.. _firstUnit.Select((value, cell) => new Entry(0, cell, value)), .. _others?.MoveToArray() ?? []];
        _start = new int[_unitCount + 1];
        foreach (var entry in entries)
            _start[entry.Unit + 1]++;
        for (var unit = 0; unit < _unitCount; unit++)
            _start[unit + 1] += _start[unit];
        var next = _start[.._unitCount];
        _byUnit = new Entry[entries.Length];
        foreach (var entry in entries)
            _byUnit[next[entry.Unit]++] = entry;
    }

    /// <summary>Returns the sums of all cells over a log in which unit i occurs <c>counts[i]</c> times. Without counts every unit occurs once.</summary>
    public TSum[] Sum(ReadOnlySpan<double> counts = default)
    {
        var total = new TSum[CellCount];
        for (var unit = 0; unit < _unitCount; unit++)
        {
            var count = counts.IsEmpty ? 1 : counts[unit];
            if (count != 0)
                AddUnit(unit, count, total);
        }
        return total;
    }

    /// <summary>Returns the values that are computed from the sums of all cells without each unit in turn.</summary>
    public double[] LeaveOneOut(int unitCount, Func<int, TSum[], double> evaluate)
    {
        var total = Sum();
        var values = new double[unitCount];
        Parallel.For(0, unitCount, () => new TSum[total.Length], (unit, _, rest) =>
        {
            total.CopyTo(rest, 0);
            AddUnit(unit, -1, rest);
            values[unit] = evaluate(unit, rest);
            return rest;
        }, _ => { });
        return values;
    }

    private void AddUnit(int unit, double count, TSum[] total)
    {
        foreach (ref readonly var entry in _byUnit.AsSpan(_start[unit].._start[unit + 1]))
            total[entry.Cell] = total[entry.Cell].Plus(entry.Value, count);
    }

    private readonly record struct Entry(int Unit, int Cell, TSum Value);
}
