namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects a categorical field.</summary>
internal sealed class CategoryCollector(CategoryReader reader)
{
    private readonly ChunkedColumn<int> _indices = new();
    private readonly ChunkedColumn<int> _starts = new();
    private readonly List<int> _row = [];
    private int _count;

    /// <summary>Takes the values of the row that the cursor is on.</summary>
    public void Add()
    {
        reader.Read(_row);
        if (reader.IsVector)
            _starts.Add(_count);
        foreach (var index in _row)
            _indices.Add(index);
        _count += _row.Count;
    }

    public CategoryTable MoveToTable()
    {
        if (!reader.IsVector)
            return new(reader.Count, _indices.MoveToArray(), null);
        _starts.Add(_count);
        return new(reader.Count, _indices.MoveToArray(), _starts.MoveToArray());
    }
}

/// <summary>A categorical field of all rows.</summary>
/// <param name="Count">Number of indices, the unknown one (0) included.</param>
/// <param name="Indices">The rows' values one row after the other.</param>
/// <param name="Starts">Row → where its values start, and one entry more; null where every row has exactly one value.</param>
internal sealed record CategoryTable(int Count, int[] Indices, int[]? Starts)
{
    /// <summary>The values of a row, at least one.</summary>
    public ReadOnlySpan<int> this[int row] => Starts is null ? Indices.AsSpan(row, 1) : Indices.AsSpan(Starts[row], Starts[row + 1] - Starts[row]);
}
