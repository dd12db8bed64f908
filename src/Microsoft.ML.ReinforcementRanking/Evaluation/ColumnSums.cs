using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// A fixed number of sums for every unit: memory grows with units, not with rows. Sums lie in columns, one array per sum, so that redrawing the units is one
/// dot product a column.
/// </summary>
internal sealed class ColumnSums(int columnCount) : IUnitSums
{
    private readonly double[][] _columns = [.. Enumerable.Range(0, columnCount).Select(_ => new double[16])];

    public int UnitCount { get; private set; }

    public int Length => columnCount;

    /// <summary>One sum, by unit.</summary>
    public ReadOnlySpan<double> this[int column] => _columns[column].AsSpan(0, UnitCount);

    public void Add(int unit, int column, double value) => _columns[column][unit] += value;

    /// <summary>Makes room for a unit. Units are dense, from 0.</summary>
    public void Reserve(int unit)
    {
        UnitCount = Math.Max(UnitCount, unit + 1);
        if (unit < _columns[0].Length)
            return;
        for (var column = 0; column < _columns.Length; column++)
            Array.Resize(ref _columns[column], Math.Max(unit + 1, 2 * _columns[column].Length));
    }

    public void Sum(ReadOnlySpan<double> counts, Span<double> total)
    {
        for (var column = 0; column < columnCount; column++)
            total[column] = counts.IsEmpty ? TensorPrimitives.Sum(this[column]) : TensorPrimitives.Dot(counts, this[column]);
    }

    public void Subtract(int unit, Span<double> total)
    {
        for (var column = 0; column < columnCount; column++)
            total[column] -= _columns[column][unit];
    }
}
