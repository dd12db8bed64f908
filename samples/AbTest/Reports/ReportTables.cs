using AbTest.Experiment;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace AbTest.Reports;

/// <summary>Creates tables of the results in the form of the paper.</summary>
internal static class ReportTables
{
    /// <summary>Creates table 3: the lift of every arm and response over all days.</summary>
    public static ReportTable Lifts(TestResult result)
    {
        var table = new ReportTable($"Lift over {result.Control.Name} after {result.Days} days, with 95 % bounds that hold on all days",
            new("response"), ReportColumn.Lift("lift"));
        foreach (var arm in result.Treatments)
        {
            table.AddGroup(arm.Name);
            foreach (var curve in result.Of(arm.Name))
                table.AddRow(curve.Response.Name, Running(curve.Last));
        }
        return table;
    }

    /// <summary>Creates the table of the means that the lifts are computed from.</summary>
    public static ReportTable Means(TestResult result)
    {
        var table = new ReportTable("Means per user and day (WatchTime in seconds)",
            [new("arm"), new("users", "#,0"), .. Response.All.Select(response => new ReportColumn(response.Name, "0.000"))]);
        foreach (var arm in result.Treatments.Prepend(result.Control))
            table.AddRow([arm.Name, arm.UserCount, .. Response.All.Select(response => (ReportCell)arm.Mean(response))]);
        return table;
    }

    /// <summary>Creates figure 5 as a table: the lifts of an arm by day, of all days so far.</summary>
    public static ReportTable Days(TestResult result, ArmResult arm)
    {
        LiftCurve[] curves = [.. result.Of(arm.Name)];
        var table = new ReportTable($"Lift of {arm.Name} over {result.Control.Name} by day, over all days so far",
            [new("day", "0"), .. curves.Select(curve => ReportColumn.Lift(curve.Response.Name))]);
        for (var day = 0; day < result.Days; day++)
            table.AddRow([day + 1, .. curves.Select(curve => Running(curve.Days[day]))]);
        return table;
    }

    private static ReportCell Running(LiftDay day)
        => day.Running.IsKnown ? ReportCell.Interval(day.Running.Value, day.Bounds.LowerBound, day.Bounds.UpperBound) : double.NaN;
}
