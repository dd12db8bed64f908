using System.Net;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Composes a small piece of HTML of paragraphs, tables and lists. All text is encoded here and nowhere else, so no view can forget it. Styles are attributes,
/// because pages that show notebooks remove style sheets.
/// </summary>
internal sealed class HtmlView
{
    private readonly StringBuilder _html = new();

    public HtmlView Paragraph(string text) => Element("p", text);

    public HtmlView Title(string text) => Element("h4", text);

    /// <summary>Adds a list, or nothing if there are no items.</summary>
    public HtmlView List(IReadOnlyCollection<string> items)
    {
        if (items.Count == 0)
            return this;
        _html.Append("<ul>");
        foreach (var item in items)
            Element("li", item);
        _html.Append("</ul>");
        return this;
    }

    /// <summary>Adds a table. A row that is shorter than the header ends with empty cells.</summary>
    public HtmlView Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        _html.Append("<table><thead><tr>");
        foreach (var name in header)
            Element("th", name);
        _html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
            Row(row, header.Count);
        _html.Append("</tbody></table>");
        return this;
    }

    public override string ToString() => _html.ToString();

    private void Row(IReadOnlyList<Cell> cells, int width)
    {
        _html.Append("<tr>");
        for (var column = 0; column < width; column++)
        {
            var cell = column < cells.Count ? cells[column] : new("");
            _html.Append(cell.IsNumber ? "<td style=\"text-align:right\">" : "<td style=\"text-align:left\">")
                .Append(WebUtility.HtmlEncode(cell.Text)).Append("</td>");
        }
        _html.Append("</tr>");
    }

    private HtmlView Element(string name, string text)
    {
        _html.Append('<').Append(name).Append('>').Append(WebUtility.HtmlEncode(text)).Append("</").Append(name).Append('>');
        return this;
    }
}
