namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects a column of numbers in the store of a fit, and throws if a value violates the rule of the column.</summary>
internal sealed class StoredNumbers(RoleColumn column, DataViewRow row, NumberRule rule, ColumnBuilder<float> values)
{
    private readonly Func<double> _read = ColumnReaders.Number(row, column.Column);

    /// <summary>Adds the value of the current row of the cursor.</summary>
    public void Add(int rowNumber) => values.Add(rule.RequireSingle(column, rowNumber, _read()));

    public Column<float> MoveToColumn() => values.MoveToColumn();
}
