using AbTest.Experiment;

namespace AbTest.Reports;

/// <summary>Creates tables of the results in the form of the paper.</summary>
internal static class ReportTables
{
    /// <summary>Creates table 3: the lift of every arm and response over all days.</summary>
    public static ReportTable Lifts(TestResult result) => new(
        $"Lift over {result.Control.Name} after {result.Days} days, with 95 % bounds that hold on all days (* means that the bounds exclude 0)",
        ["arm", "users", .. Response.All.Select(response => response.Name)],
        [.. result.Treatments.Select<ArmResult, IReadOnlyList<string>>(arm =>
            [arm.Name, $"{arm.UserCount:N0}", .. result.Of(arm.Name).Select(curve => Lift(curve.Last))])]);

    /// <summary>Creates the table of the means that the lifts are computed from.</summary>
    public static ReportTable Means(TestResult result) => new(
        "Means per user and day (WatchTime in seconds)",
        ["arm", "users", .. Response.All.Select(response => response.Name)],
        [.. result.Treatments.Prepend(result.Control).Select<ArmResult, IReadOnlyList<string>>(arm =>
            [arm.Name, $"{arm.UserCount:N0}", .. Response.All.Select(response => $"{arm.Mean(response):G4}")])]);

    /// <summary>Creates figure 5 as a table: the lifts of an arm by day.</summary>
    public static ReportTable Days(TestResult result, ArmResult arm)
    {
        LiftCurve[] curves = [.. result.Of(arm.Name)];
        return new(
            $"Lift of {arm.Name} over {result.Control.Name}: one day; all days so far (95 % bounds that hold on all days)",
            ["day", .. curves.Select(curve => curve.Response.Name)],
            [.. Enumerable.Range(0, result.Days).Select<int, IReadOnlyList<string>>(day =>
                [$"{day + 1}", .. curves.Select(curve => $"{Percent(curve.Days[day].Alone)}; {Lift(curve.Days[day])}")])]);
    }

    private static string Lift(LiftDay day) => day.Running.IsKnown
        ? $"{Percent(day.Running)} ({Percent(day.Bounds.LowerBound)} .. {Percent(day.Bounds.UpperBound)}){(day.Bounds.ExcludesZero ? " *" : "")}"
        : Percent(day.Running);

    private static string Percent(LiftEstimate lift) => lift.IsKnown ? Percent(lift.Value) : "unknown";

    private static string Percent(double value) => value.ToString("+0.0%;-0.0%;0.0%", null);
}
