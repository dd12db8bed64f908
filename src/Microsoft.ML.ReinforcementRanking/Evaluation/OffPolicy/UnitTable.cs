using System.Numerics.Tensors;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents a log in which each unit occurs a number of times.</summary>
/// <param name="Sums">The sum over the log of each column of its <see cref="UnitTable"/>.</param>
/// <param name="Counts">The number of times that each unit occurs, or null where every unit occurs once.</param>
internal sealed record ResampledLog(double[] Sums, byte[]? Counts)
{
    /// <summary>Returns the number of times that a unit occurs.</summary>
    public int CountOf(int unit) => Counts is null ? 1 : Counts[unit];
}

/// <summary>
/// Represents sums for every unit (a session, or a user), in columns. They grow with units and not with rows. The sums of a unit are neighbors, so that one
/// pass over the table gives those of many resampled logs. Sums are added in the order of the units, and do not depend on the place of the table.
/// </summary>
/// <param name="store">The place of the sums.</param>
internal sealed class UnitTable(ColumnStore store)
{
    private const int BlockLength = 1024;

    private RecordTable<double>? _records;
    private double[] _current = [];
    private int _currentUnit;
    private int _width;

    /// <summary>Gets the place of everything that is kept for each unit.</summary>
    public ColumnStore Store => store;

    /// <summary>Gets the number of units.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a column, before the first sum, and returns its number.</summary>
    public int NewColumn() => _width++;

    /// <summary>Adds to the sum of a unit. Units are numbered from 0 without gaps. The rows of a unit are usually neighbors.</summary>
    public void Add(int unit, int column, double value)
    {
        if (unit != _currentUnit || _records is null)
            MoveTo(unit);
        _current[column] += value;
    }

    /// <summary>Returns the log in which every unit occurs once.</summary>
    public ResampledLog Whole() => Sum([null])[0];

    /// <summary>Returns a log for each of the counts, in which unit i occurs <c>counts[i]</c> times, or once where the counts are null.</summary>
    public ResampledLog[] Sum(IEnumerable<byte[]?> logs)
    {
        ResampledLog[] sums = [.. logs.Select(counts => new ResampledLog(new double[_width], counts))];
        VisitBlocks((block, first, count) => Parallel.For(0, sums.Length, log => AddTo(sums[log], block, first, count)));
        return sums;
    }

    /// <summary>Returns the sum of a unit in a column, after <see cref="Whole"/>. It may be called from several threads.</summary>
    public double Value(int unit, int column) => _records!.Value(unit, column);

    /// <summary>Returns a column with a result for each unit, which is computed from the unit's sums.</summary>
    public Column<double> Map(Func<ReadOnlySpan<double>, double> convert)
    {
        var values = store.NewColumn<double>(Count);
        VisitBlocks((block, first, count) =>
        {
            for (var unit = 0; unit < count; unit++)
                values[first + unit] = convert(block.AsSpan(unit * _width, _width));
        });
        return values;
    }

    /// <summary>Gives back the memory and the files of the sums.</summary>
    public void Clear() => _records?.Clear();

    private void MoveTo(int unit)
    {
        if (_records is null)
            (_records, _current) = (new(store, _width), new double[_width]);
        else
            _records.Write(_currentUnit, _current);
        _records.Read(unit, _current);
        _currentUnit = unit;
        Count = Math.Max(Count, unit + 1);
    }

    private void AddTo(ResampledLog log, double[] block, int first, int count)
    {
        for (var unit = 0; unit < count; unit++)
        {
            var times = log.CountOf(first + unit);
            if (times != 0)
                TensorPrimitives.MultiplyAdd(block.AsSpan(unit * _width, _width), times, log.Sums, log.Sums);
        }
    }

    /// <summary>Calls a function with the sums of some units, the number of the first one, and their number.</summary>
    private void VisitBlocks(Action<double[], int, int> visit)
    {
        if (_records is null)
            return;
        _records.Write(_currentUnit, _current);
        var block = new double[Math.Min(BlockLength, Count) * _width];
        for (var first = 0; first < Count; first += BlockLength)
        {
            var count = Math.Min(BlockLength, Count - first);
            _records.Read(first, block.AsSpan(0, count * _width));
            visit(block, first, count);
        }
    }
}
