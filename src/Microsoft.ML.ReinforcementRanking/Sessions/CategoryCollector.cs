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
