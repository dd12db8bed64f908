using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Pages;

/// <summary>Writes a table as plain text. Numbers are aligned at the right.</summary>
internal static class TableText
{
    public static string Write(ReportTable table)
    {
        string[][] rows = [.. table.Rows.Select(row => row.Group is { } group ? [group] : row.Cells.Zip(table.Columns, Text).ToArray())];
        int[] widths = [.. table.Columns.Select((column, index) =>
            rows.Where(row => row.Length == table.Columns.Count).Select(row => row[index].Length).Append(column.Title.Length).Max())];
        var text = new StringBuilder();
        if (table.Title.Length > 0)
            text.AppendLine(table.Title);
        text.AppendLine(Line(table, [.. table.Columns.Select(column => column.Title)], widths));
        foreach (var row in rows)
            text.AppendLine(row.Length == table.Columns.Count ? Line(table, row, widths) : row[0]);
        return text.ToString().TrimEnd();
    }

    private static string Line(ReportTable table, string[] cells, int[] widths) => string.Join("  ", cells.Select((cell, index) =>
        table.Columns[index].Format is null ? cell.PadRight(widths[index]) : cell.PadLeft(widths[index]))).TrimEnd();

    private static string Text(ReportCell cell, ReportColumn column)
    {
        var text = cell.Text ?? column.FormatNumber(cell.Value);
        return column.HasInterval && !double.IsNaN(cell.LowerBound)
            ? $"{text} ({column.FormatBound(cell.LowerBound)} to {column.FormatBound(cell.UpperBound)})"
            : text;
    }
}
