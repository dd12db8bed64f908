namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects a column of numbers in single precision, refusing values that break its rule.</summary>
internal sealed class NumberCollector(RoleColumn column, DataViewRow row, NumberRule rule)
{
    private readonly Func<double> _read = ColumnReaders.Number(row, column.Column);
    private readonly ChunkedColumn<float> _values = new();

    /// <summary>Takes the value of the row that the cursor is on.</summary>
    public void Add(int rowNumber) => _values.Add(rule.RequireSingle(column, rowNumber, _read()));

    public float[] MoveToArray() => _values.MoveToArray();
}
