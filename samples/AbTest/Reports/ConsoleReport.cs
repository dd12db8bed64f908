using AbTest.Experiment;
using Spectre.Console;

namespace AbTest.Reports;

/// <summary>Writes the results to the console. As in the paper, only the last arm is shown by day.</summary>
internal static class ConsoleReport
{
    public static void Show(TestResult result)
    {
        AnsiConsole.WriteLine(Conclusion.Of(result));
        foreach (var table in new[] { ReportTables.Days(result, result.Treatments[^1]), ReportTables.Means(result), ReportTables.Lifts(result) })
            AnsiConsole.WriteLine($"\n{table}");
    }
}
