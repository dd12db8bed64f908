namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects a column of numbers, refusing values that break its rule.</summary>
internal sealed class NumberCollector(RoleColumn column, DataViewRow row, NumberRule rule)
{
    private readonly Func<float> _read = ColumnReaders.Number(row, column.Column);
    private readonly ChunkedColumn<float> _values = new();

    /// <summary>Takes the value of the row that the cursor is on.</summary>
    public void Add(int rowNumber)
    {
        var value = _read();
        if (!rule.Accepts(value))
            throw column.Error(rowNumber, $"the value is {value}, but it must be {rule.Requirement}", rule.Remedy);
        _values.Add(value);
    }

    public float[] MoveToArray() => _values.MoveToArray();
}
