namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents a column with a value per row.</summary>
internal sealed class ScalarBuffer<TFile, TValue>(ColumnPlan plan, ValueForm<TFile, TValue> form) : ColumnBuffer(plan)
    where TFile : struct
    where TValue : struct
{
    private TFile[] _read = [];
    private TValue[] _values = [];
    private int[] _levels = [];

    public override void Load(OpenParquetFile file, FileColumn column, int rowGroup)
    {
        var (field, rows, hasLevels) = (column.Field, 0, column.Field.MaxDefinitionLevel > 0);
        file.Read(rowGroup, field, Plan.Name, (group, count) =>
        {
            RequireRows(group.RowCount, count);
            rows = count;
            _read = Enough(_read, rows);
            _levels = hasLevels ? Enough(_levels, rows) : _levels;
            return group.ReadRawAsync(field, _read.AsMemory(0, rows), hasLevels ? _levels.AsMemory(0, rows) : (Memory<int>?)null, null);
        });
        _values = form.Target(_read, _values, rows);
        var place = new Place(file.Path, rowGroup, Plan.Name);
        form.Spread(_read.AsSpan(0, rows), hasLevels ? _levels.AsSpan(0, rows) : [], field.MaxDefinitionLevel, _values.AsSpan(0, rows),
            (row, what) => place.Refused(row, what));
    }

    public override Delegate Getter(ParquetRowCursor cursor) => (ValueGetter<TValue>)((ref TValue value) => value = _values[cursor.RowInGroup]);
}
