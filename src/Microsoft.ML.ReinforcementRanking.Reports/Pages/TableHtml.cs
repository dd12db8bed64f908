using System.Globalization;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Pages;

/// <summary>Writes a table as HTML.</summary>
/// <param name="colors">Texts that are names with a color have a dot of this color before them.</param>
internal sealed class TableHtml(PolicyColors colors)
{
    public string Write(ReportTable table)
    {
        var html = new StringBuilder("<div class=\"table\">");
        if (table.Title.Length > 0)
            html.Append(CultureInfo.InvariantCulture, $"<h3>{Html.Text(table.Title)}</h3>");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll\" tabindex=\"0\"><table aria-label=\"{Html.Text(table.Title)}\"><thead><tr>");
        foreach (var column in table.Columns)
        {
            var place = column.Format is null ? "" : " class=\"number\"";
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{place}>{Html.Text(column.Title)}</th>")
                .Append(column.HasInterval ? "<th scope=\"col\" class=\"number range\">interval</th>" : "");
        }
        html.Append("</tr></thead><tbody>");
        int[] widths = [.. table.Columns.Select((column, index) => WidthOfBounds(table, column, index))];
        foreach (var (group, cells) in table.Rows)
            html.Append(group is null ? Row(table, cells, widths) : Group(table, group));
        return html.Append("</tbody></table></div></div>").ToString();
    }

    private string Group(ReportTable table, string name)
        => $"<tr class=\"group\"><td colspan=\"{table.Columns.Sum(column => column.HasInterval ? 2 : 1)}\">{Html.Name(name, colors)}</td></tr>";

    private string Row(ReportTable table, ReportCell[] cells, int[] widths)
        => $"<tr>{string.Concat(table.Columns.Select((column, index) => Cell(column, cells[index], widths[index])))}</tr>";

    private string Cell(ReportColumn column, ReportCell cell, int width)
    {
        if (cell.Text is { } text)
            return $"<td>{Html.Name(text, colors)}</td>";
        var isSure = column.IsChange && (cell.LowerBound > 0 || cell.UpperBound < 0);
        var number = $"<td class=\"number{(isSure ? " sure" : "")}\">{column.FormatNumber(cell.Value)}</td>";
        return column.HasInterval ? $"{number}<td class=\"number range\">{Bounds(column, cell, width)}</td>" : number;
    }

    /// <summary>Writes the bounds in fields of equal width, so that those of all rows are aligned.</summary>
    private static string Bounds(ReportColumn column, ReportCell cell, int width)
    {
        if (double.IsNaN(cell.LowerBound) || double.IsNaN(cell.UpperBound))
            return ReportColumn.Unknown;
        string Bound(double value)
            => string.Create(CultureInfo.InvariantCulture, $"<span class=\"bound\" style=\"min-width:{width}ch\">{column.FormatBound(value)}</span>");
        return $"{Bound(cell.LowerBound)} to {Bound(cell.UpperBound)}";
    }

    private static int WidthOfBounds(ReportTable table, ReportColumn column, int index) => column.HasInterval
        ? table.Rows.Where(row => row.Group is null)
            .SelectMany(row => new[] { row.Cells[index].LowerBound, row.Cells[index].UpperBound })
            .Select(bound => column.FormatBound(bound).Length).DefaultIfEmpty().Max()
        : 0;
}
