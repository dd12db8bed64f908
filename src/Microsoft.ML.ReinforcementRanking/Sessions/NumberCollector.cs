namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects a column of numbers in single precision, and throws if a value violates the rule of the column.</summary>
internal sealed class NumberCollector(RoleColumn column, DataViewRow row, NumberRule rule)
{
    private readonly Func<double> _read = ColumnReaders.Number(row, column.Column);
    private readonly ChunkedColumn<float> _values = new();

    /// <summary>Adds the value of the current row of the cursor.</summary>
    public void Add(int rowNumber) => _values.Add(rule.RequireSingle(column, rowNumber, _read()));

    public float[] MoveToArray() => _values.MoveToArray();
}
