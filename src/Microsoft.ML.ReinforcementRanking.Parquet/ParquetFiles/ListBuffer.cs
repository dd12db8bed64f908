using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents a column with a list of values per row.</summary>
internal sealed class ListBuffer<TFile, TValue>(ColumnPlan plan, ValueForm<TFile, TValue> form) : ColumnBuffer(plan)
    where TFile : struct
    where TValue : struct
{
    private TFile[] _read = [];
    private TValue[] _values = [];
    private int[] _levels = [];
    private int[] _repetitions = [];
    private int[] _starts = [];

    public override void Load(OpenParquetFile file, FileColumn column, int rowGroup)
    {
        var (field, elements) = (column.Field, 0);
        file.Read(rowGroup, field, Plan.Name, async (group, count) =>
        {
            if (group.RowCount > count)
                throw new InvalidDataException($"the column has at most {count} rows, but the row group has {group.RowCount}");
            (_read, _levels, _repetitions) = (Enough(_read, count), Enough(_levels, count), Enough(_repetitions, count));
            _starts = Enough(_starts, (int)group.RowCount + 1);
            await group.ReadRawAsync(field, _read.AsMemory(0, count), _levels.AsMemory(0, count), _repetitions.AsMemory(0, count)).ConfigureAwait(false);
            elements = FindRows(count, (int)group.RowCount, column.ElementLevel);
        });
        _values = form.Target(_read, _values, elements);
        var place = new Place(file.Path, rowGroup, Plan.Name);
        form.Spread(_read.AsSpan(0, elements), _levels.AsSpan(0, elements), field.MaxDefinitionLevel, _values.AsSpan(0, elements),
            (element, what) => place.Refused(RowOf(element), what));
        CheckLengths(place, file.NumberOfRows(rowGroup));
    }

    public override Delegate Getter(ParquetRowCursor cursor) => (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> value) =>
    {
        var row = cursor.RowInGroup;
        var (start, end) = (_starts[row], _starts[row + 1]);
        var editor = VBufferEditor.Create(ref value, end - start);
        _values.AsSpan(start, end - start).CopyTo(editor.Values);
        value = editor.Commit();
    });

    /// <summary>Finds the first element of each row, and leaves the levels of elements only. Returns the number of elements.</summary>
    private int FindRows(int count, int rows, int elementLevel)
    {
        var (row, element) = (0, 0);
        for (var index = 0; index < count; index++)
        {
            if (_repetitions[index] == 0)
            {
                if (row == rows)
                    throw new InvalidDataException($"the column has more than {rows} rows, the number of the row group");
                _starts[row++] = element;
            }
            else if (row == 0)
            {
                throw new InvalidDataException("the first value continues a list");
            }
            if (_levels[index] >= elementLevel)
                _levels[element++] = _levels[index];
        }
        RequireRows(rows, row);
        _starts[rows] = element;
        return element;
    }

    private int RowOf(int element)
    {
        var row = 0;
        while (_starts[row + 1] <= element)
            row++;
        return row;
    }

    private void CheckLengths(Place place, long rows)
    {
        if (Plan.VectorLength is not { } length)
            return;
        for (var row = 0; row < rows; row++)
        {
            if (_starts[row + 1] - _starts[row] is var found && found != length)
                throw place.Refused(row, $"The list has {found} elements in place of {length}, the length that was given for the column.");
        }
    }
}
