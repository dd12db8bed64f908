using AbTest.Experiment;
using Spectre.Console;

namespace AbTest.Reports;

/// <summary>Writes the results to the console. As in the paper, only the last arm is shown by day.</summary>
internal static class ConsoleReport
{
    public static void Show(TestResult result)
    {
        ReportTable[] tables = [ReportTables.Days(result, result.Treatments[^1]), ReportTables.Means(result), ReportTables.Lifts(result)];
        foreach (var table in tables)
            AnsiConsole.Write(Of(table));
    }

    private static Table Of(ReportTable content)
    {
        var table = new Table().Title($"[bold]{Markup.Escape(content.Title)}[/]").Border(TableBorder.Simple)
            .AddColumns([.. content.Columns.Select(Markup.Escape)]);
        foreach (var row in content.Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }
}
