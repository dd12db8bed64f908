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

/// <summary>The results as one page that needs no network: the script that draws it is inside.</summary>
internal static class HtmlReport
{
    private const int TableWidth = 1280;
    private const int RowHeight = 24;

    // The header of a table, and what Plotly leaves free above and below it.
    private const int TableMargin = 260;

    public static void Write(TestResult result, string path)
    {
        XmlNode[] description = [Paragraph(Caption(result)), .. Tables(result).SelectMany(Of)];
        var page = GenericChart.toEmbeddedHTML(GenericChart.setDisplayOptions(Options(PlotlyJSReference.Full, description), LiftFigure.Of(result)));
        // With a byte order mark: the page names its encoding after megabytes of script, where browsers do not look.
        File.WriteAllText(path, page, Encoding.UTF8);
    }

    private static string Caption(TestResult result)
        => $"Lift over {result.Control.Name} by day: dots for the day alone; lines for all days so far, inside bounds that hold on every day at once.";

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
