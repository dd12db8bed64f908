using AbTest.Experiment;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace AbTest.Reports;

/// <summary>Writes the results as one page that works without a network. Its first screen says which arm won.</summary>
internal static class HtmlReport
{
    public static void Write(TestResult result, string path)
    {
        var colors = new PolicyColors(result.Treatments.Select(arm => arm.Name)).WithLogged(result.Control.Name);
        var page = new ReportPage("A simulated A/B test", Conclusion.Of(result), colors)
            .AddNote($"{result.Treatments.Append(result.Control).Sum(arm => arm.UserCount):N0} users, each with one of {result.Treatments.Count + 1} arms for "
                + $"{result.Days} days. Bounds hold on all days at the same time, so the test may be stopped on any of them. They hold for one arm and "
                + $"response: of {result.Curves.Count} intervals at 95 %, one may be wrong.");
        page.AddSection("What each arm changed", $"Lifts over {result.Control.Name}, the control. Bold lifts have bounds that exclude 0.")
            .AddTable(ReportTables.Lifts(result)).AddTable(ReportTables.Means(result));
        page.AddSection("How it came about", "Dots show one day alone. Lines show all days so far, and the areas around them are their bounds.")
            .AddLegend(result.Treatments.Select(arm => arm.Name))
            .AddCharts([.. Response.All.Select(response => (response.Name, LiftFigure.Of(result, response, colors)))]);
        page.AddSection("Day by day");
        foreach (var arm in result.Treatments)
            page.AddTable(ReportTables.Days(result, arm));
        page.Save(path);
    }
}
