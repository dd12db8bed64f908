using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows the columns of a data view, their types, and its first rows. No other row is computed.</summary>
internal static class DataViewView
{
    private const int Rows = 8;
    private const int Slots = 6;

    public static HtmlView Of(IDataView data)
    {
        DataViewSchema.Column[] columns = [.. data.Schema.Where(column => !column.IsHidden)];
        IReadOnlyList<Cell> types = [.. columns.Select(column => new Cell(TypeText(column.Type)))];
        var rows = FirstRows(data).Select(row => (IReadOnlyList<Cell>)[.. columns.Select(column => ValueCell(column, row[column.Index].Value))]);
        return new HtmlView().Paragraph(Head(data, columns.Length)).Table([.. columns.Select(column => column.Name)], rows.Prepend(types));
    }

    public static string Text(IDataView data)
    {
        var columns = data.Schema.Where(column => !column.IsHidden).Select(column => $"{column.Name}: {TypeText(column.Type)}").ToArray();
        return string.Join(Environment.NewLine, columns.Prepend(Head(data, columns.Length)));
    }

    private static string Head(IDataView data, int columns)
        => data.GetRowCount() is { } rows
            ? string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {columns} columns")
            : string.Create(CultureInfo.InvariantCulture, $"{columns} columns; the number of rows is known when they have been read");

    private static IEnumerable<KeyValuePair<string, object>[]> FirstRows(IDataView data)
        => data.Preview(Rows).RowView.Select(row => row.Values);

    private static string TypeText(DataViewType type) => type switch
    {
        VectorDataViewType { Size: > 0 } vector => $"{TypeText(vector.ItemType)}[{vector.Size}]",
        VectorDataViewType vector => $"{TypeText(vector.ItemType)}[any]",
        KeyDataViewType key => string.Create(CultureInfo.InvariantCulture, $"key of {key.Count:N0}"),
        TextDataViewType => "text",
        _ => type.RawType.Name,
    };

    private static Cell ValueCell(DataViewSchema.Column column, object value)
        => column.Type is KeyDataViewType && value is uint key
            ? new(KeyText(column, key))
            : new(ValueText(value), value is not ReadOnlyMemory<char> and IFormattable);

    private static string KeyText(DataViewSchema.Column column, uint key)
    {
        if (key == 0 || column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is not VectorDataViewType { ItemType: TextDataViewType })
            return ValueText(key);
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return names.GetItemOrDefault((int)key - 1).ToString();
    }

    private static string ValueText(object value) => value switch
    {
        VBuffer<float> vector => VectorText(vector),
        VBuffer<double> vector => VectorText(vector),
        VBuffer<uint> vector => VectorText(vector),
        VBuffer<bool> vector => VectorText(vector),
        VBuffer<ReadOnlyMemory<char>> vector => VectorText(vector),
        float number => number.ToString("G5", CultureInfo.InvariantCulture),
        double number => number.ToString("G5", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string VectorText<T>(VBuffer<T> vector)
        where T : notnull
    {
        var first = Enumerable.Range(0, Math.Min(Slots, vector.Length)).Select(slot => ValueText(vector.GetItemOrDefault(slot)));
        return $"{string.Join(", ", first)}{(vector.Length > Slots ? ", …" : "")}";
    }
}
