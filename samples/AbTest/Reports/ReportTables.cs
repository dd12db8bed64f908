using AbTest.Experiment;

namespace AbTest.Reports;

/// <summary>The results in the form in which the paper has them.</summary>
internal static class ReportTables
{
    /// <summary>Table 3: the lift of every arm and response over all days.</summary>
    public static ReportTable Lifts(TestResult result) => new(
        $"Lift over {result.Control.Name} after {result.Days} days, with bounds that hold on every day; * where 0 is outside",
        ["arm", "users", .. Response.All.Select(response => response.Name)],
        [.. result.Treatments.Select<ArmResult, IReadOnlyList<string>>(arm =>
            [arm.Name, $"{arm.UserCount:N0}", .. result.Of(arm.Name).Select(curve => Lift(curve.Last))])]);

    /// <summary>What the lifts are relative to.</summary>
    public static ReportTable Means(TestResult result) => new(
        "Per user and day; WatchTime in seconds",
        ["arm", "users", .. Response.All.Select(response => response.Name)],
        [.. result.Treatments.Prepend(result.Control).Select<ArmResult, IReadOnlyList<string>>(arm =>
            [arm.Name, $"{arm.UserCount:N0}", .. Response.All.Select(response => $"{arm.Mean(response):G4}")])]);

    /// <summary>Figure 5: an arm day by day.</summary>
    public static ReportTable Days(TestResult result, ArmResult arm)
    {
        LiftCurve[] curves = [.. result.Of(arm.Name)];
        return new(
            $"{arm.Name} over {result.Control.Name}: lift of the day; of all days so far, with bounds that hold on every day",
            ["day", .. curves.Select(curve => curve.Response.Name)],
            [.. Enumerable.Range(0, result.Days).Select<int, IReadOnlyList<string>>(day =>
                [$"{day + 1}", .. curves.Select(curve => $"{Percent(curve.Days[day].Alone)}; {Lift(curve.Days[day])}")])]);
    }

    private static string Lift(LiftDay day) => day.Running.IsKnown
        ? $"{Percent(day.Running)} ({Percent(day.Bounds.LowerBound)} .. {Percent(day.Bounds.UpperBound)}){(day.Bounds.ExcludesZero ? " *" : "")}"
        : Percent(day.Running);

    private static string Percent(LiftEstimate lift) => lift.IsKnown ? Percent(lift.Value) : "none seen";

    private static string Percent(double value) => value.ToString("+0.0%;-0.0%;0.0%", null);
}
