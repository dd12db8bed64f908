using System.Text;
using AbTest.Experiment;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.TraceObjects;
using static Giraffe.ViewEngine.HtmlElements;
using Chart = Plotly.NET.CSharp.Chart;

namespace AbTest.Reports;

/// <summary>Writes the results as one page that works without a network, because it contains the script that draws it.</summary>
internal static class HtmlReport
{
    private const int TableWidth = 1280;
    private const int RowHeight = 24;

    // The height of the header of a table, and of the space that Plotly leaves above and below the table.
    private const int TableMargin = 260;

    public static void Write(TestResult result, string path)
    {
        XmlNode[] description = [Paragraph(Caption(result)), .. Tables(result).SelectMany(Of)];
        var page = GenericChart.toEmbeddedHTML(GenericChart.setDisplayOptions(Options(PlotlyJSReference.Full, description), LiftFigure.Of(result)));
        // The file starts with a byte order mark. The page also declares its encoding, but after megabytes of script, where browsers do not look for it.
        File.WriteAllText(path, page, Encoding.UTF8);
    }

    private static string Caption(TestResult result)
        => $"Lift over {result.Control.Name} by day. Dots show one day alone. Lines show all days so far, and the areas around them are bounds that "
            + "hold on all days at the same time with 95 % confidence.";

    private static IEnumerable<ReportTable> Tables(TestResult result)
        => [ReportTables.Lifts(result), ReportTables.Means(result), .. result.Treatments.Select(arm => ReportTables.Days(result, arm))];

    private static IEnumerable<XmlNode> Of(ReportTable table)
    {
        var columns = Enumerable.Range(0, table.Columns.Count);
        var chart = Chart.Table(Cells(table.Columns.Select(name => new[] { name })), Cells(columns.Select(column => table.Rows.Select(row => row[column]))))
            .WithSize(TableWidth, TableMargin + RowHeight * table.Rows.Count);
        return [Paragraph(table.Title), GenericChart.toChartHTMLNodes(GenericChart.setDisplayOptions(Options(PlotlyJSReference.NoReference), chart))];
    }

    private static TableCells Cells(IEnumerable<IEnumerable<string>> columns)
    {
        var cells = new TableCells();
        cells.SetProperty("values", columns);
        return cells;
    }

    private static XmlNode Paragraph(string content) => tag("p", ListModule.Empty<XmlAttribute>(), ListModule.OfSeq([encodedText(content)]));

    private static DisplayOptions Options(PlotlyJSReference script, params IEnumerable<XmlNode> description) => DisplayOptions.init(
        DocumentTitle: "Simulated A/B test", DocumentCharset: "utf-8", DocumentDescription: FSharpOption<string>.None,
        DocumentFavicon: FSharpOption<XmlNode>.None,
        AdditionalHeadTags: FSharpOption<FSharpList<XmlNode>>.None, ChartDescription: ListModule.OfSeq(description), PlotlyJSReference: script);
}
