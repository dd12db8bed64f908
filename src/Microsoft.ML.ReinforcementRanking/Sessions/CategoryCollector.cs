namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects the values of a categorical field.</summary>
internal sealed class CategoryCollector(CategoryReader reader, ColumnStore store, string name)
{
    private readonly ColumnBuilder<int> _indices = store.NewBuilder<int>(name);
    private readonly ColumnBuilder<int>? _starts = reader.IsVector ? store.NewBuilder<int>($"{name}-starts") : null;
    private readonly List<int> _row = [];
    private int _count;

    /// <summary>Adds the values of the current row of the cursor.</summary>
    public void Add()
    {
        reader.Read(_row);
        _starts?.Add(_count);
        foreach (var index in _row)
            _indices.Add(index);
        _count += _row.Count;
    }

    public CategoryTable MoveToTable()
    {
        _starts?.Add(_count);
        return new(reader.Count, _indices.MoveToColumn(), _starts?.MoveToColumn());
    }
}

/// <summary>Contains the values of a categorical field in all rows.</summary>
/// <param name="Count">The number of indices, including the index of the unknown value, 0.</param>
/// <param name="Indices">The values of the rows, one row after another.</param>
/// <param name="Starts">For each row the start of its values, and one more entry for the end, or null if every row has exactly one value.</param>
internal sealed record CategoryTable(int Count, Column<int> Indices, Column<int>? Starts)
{
    /// <summary>
    /// Returns, for each value, <c>n / (n + strength)</c>, where n is how often the rows have it. It is the share that a mean of n numbers has in their mean
    /// with a prior of the given strength.
    /// </summary>
    public float[] SharesOfValues(IEnumerable<int> rows, double strength)
    {
        var counts = new int[Count];
        foreach (var row in rows)
        {
            foreach (var value in this[row])
                counts[value]++;
        }
        return Array.ConvertAll(counts, count => (float)(count / (count + strength)));
    }

    /// <summary>Gets the values of a row, at least one.</summary>
    public ReadOnlySpan<int> this[int row] => Starts is null ? Indices.Read(row, 1) : Indices.Read(Starts[row], Starts[row + 1] - Starts[row]);
}
