using System.Net;
using AbTest.Experiment;
using Giraffe.ViewEngine;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Plotly.NET;

namespace AbTest.Reports;

/// <summary>The results as one page that needs no network: the script that draws it is inside.</summary>
internal static class HtmlReport
{
    public static void Write(TestResult result, string path)
    {
        var options = DisplayOptions.init(
            DocumentTitle: "Simulated A/B test", DocumentCharset: "utf-8", DocumentDescription: FSharpOption<string>.None, DocumentFavicon: FSharpOption<HtmlElements.XmlNode>.None,
            AdditionalHeadTags: FSharpOption<FSharpList<HtmlElements.XmlNode>>.None,
            ChartDescription: ListModule.OfSeq([HtmlElements.XmlNode.NewText(Caption(result) + string.Concat(Tables(result).Select(Of)))]),
            PlotlyJSReference: PlotlyJSReference.Full);
        File.WriteAllText(path, GenericChart.toEmbeddedHTML(GenericChart.setDisplayOptions(options, LiftFigure.Of(result))));
    }

    private static string Caption(TestResult result)
        => $"<p>Lift over {Encode(result.Control.Name)} by day: dots for the day alone; lines for all days so far, inside bounds that hold on every day at once.</p>\n";

    private static IEnumerable<ReportTable> Tables(TestResult result)
        => [ReportTables.Lifts(result), ReportTables.Means(result), .. result.Treatments.Select(arm => ReportTables.Days(result, arm))];

    private static string Of(ReportTable table) => $"""
        <h3>{Encode(table.Title)}</h3>
        <table cellpadding="4"><tr>{Cells("th", table.Columns)}</tr>
        {string.Join('\n', table.Rows.Select(row => $"<tr>{Cells("td", row)}</tr>"))}
        </table>

        """;

    private static string Cells(string tag, IEnumerable<string> texts) => string.Concat(texts.Select(text => $"<{tag}>{Encode(text)}</{tag}>"));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
