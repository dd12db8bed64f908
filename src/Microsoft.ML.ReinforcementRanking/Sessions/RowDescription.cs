using System.Globalization;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Describes a row of a view in an error, so that a user finds the row in the source. The description contains the number of the row and the values of
/// columns that identify it, such as session, user, time and action. A number alone does not help, because the rows that a trainer reads are usually
/// sorted and split.
/// </summary>
/// <param name="data">The view whose rows are numbered.</param>
/// <param name="firstColumns">The columns to name first if the view has them, for example the session column. Null elements are ignored.</param>
internal sealed class RowDescription(IDataView data, params string?[] firstColumns)
{
    private const int MaximumColumns = 6;
    private const int MaximumTextLength = 40;

    public DataViewSchema Schema => data.Schema;

    /// <summary>
    /// Returns a text such as "Row 261 (the first row is 0; row 24 of the data given to GroupSessions; GroupId 66, User 'u22', Time 1700000060000)". The
    /// method reads the view again up to the row.
    /// </summary>
    /// <param name="row">The zero-based number of the row.</param>
    public string Of(long row) => string.Create(CultureInfo.InvariantCulture, $"Row {row} (the first row is 0{Identity(row)})");

    /// <summary>
    /// Returns whether every row of the view satisfies a condition. The answer is false for fewer than two rows, and if the view cannot be read again.
    /// </summary>
    /// <param name="column">The column that the condition reads.</param>
    /// <param name="newCondition">A function that creates the condition for a cursor.</param>
    public bool AreAll(DataViewSchema.Column column, Func<DataViewRow, Func<bool>> newCondition)
    {
        try
        {
            using var cursor = data.GetRowCursor([column]);
            var (isTrue, rows) = (newCondition(cursor), 0);
            for (; cursor.MoveNext(); rows++)
            {
                if (!isTrue())
                    return false;
            }
            return rows > 1;
        }
        catch (Exception)
        {
            // If the source cannot be read a second time, its error must not hide the error that is being described.
            return false;
        }
    }

    private string Identity(long row)
    {
        try
        {
            var columns = IdentifyingColumns();
            using var cursor = data.GetRowCursor(columns);
            var getId = cursor.GetIdGetter();
            Func<string>[] texts = [.. columns.Select(column => Text(cursor, column))];
            for (var position = -1L; position < row; position++)
            {
                if (!cursor.MoveNext())
                    return "";
            }
            DataViewRowId id = default;
            getId(ref id);
            return SourceRow(id) + string.Concat(columns.Select((column, index) => $"{(index == 0 ? "; " : ", ")}{column.Name} {texts[index]()}"));
        }
        catch (Exception)
        {
            // If the source cannot be read a second time, its error must not hide the error that is being described.
            return "";
        }
    }

    private static string SourceRow(DataViewRowId id) => GroupedSessionsView.SourceRowOf(id) is { } row
        ? string.Create(CultureInfo.InvariantCulture, $"; row {row} of the data given to GroupSessions")
        : "";

    private DataViewSchema.Column[] IdentifyingColumns()
    {
        var first = firstColumns.OfType<string>().Select(name => Schema.GetColumnOrNull(name)).OfType<DataViewSchema.Column>();
        var others = Schema.Where(column => !column.IsHidden).OrderBy(column => column.Type is KeyDataViewType or TextDataViewType ? 0 : 1);
        return [.. first.Concat(others).Where(column => CanIdentify(column.Type)).DistinctBy(column => column.Index).Take(MaximumColumns)];
    }

    // Single and Boolean columns are usually features and responses. A Double may be a time.
    private static bool CanIdentify(DataViewType type) => type is KeyDataViewType or TextDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType
        || (type is NumberDataViewType && type != NumberDataViewType.Single);

    private static Func<string> Text(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
            return KeyText(row, column);
        var get = RowCursorUtils.GetGetterAsStringBuilder(row, column.Index);
        var (isText, text) = (column.Type is TextDataViewType, new StringBuilder());
        return () =>
        {
            get(ref text);
            return isText ? Quoted(text.ToString()) : text.ToString();
        };
    }

    private static Func<string> KeyText(DataViewRow row, DataViewSchema.Column column)
    {
        var read = ColumnReaders.Integer(row, column);
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        if (column.HasKeyValues(TextDataViewType.Instance))
            column.GetKeyValues(ref names);
        return () => read() switch
        {
            0 => "missing",
            var key when key <= (ulong)names.Length => Quoted(names.GetItemOrDefault((int)key - 1).ToString()),
            var key => key.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Quoted(string text) => text.Length <= MaximumTextLength ? $"'{text}'" : $"'{text[..MaximumTextLength]}…'";
}
