using AbTest.Experiment;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace AbTest.Reports;

/// <summary>
/// Draws figure 5 of the paper for all arms: the lift of a response on each day as dots, and the lift of all days so far as a line with its bounds.
/// </summary>
internal static class LiftFigure
{
    private const int Width = 480;
    private const int Height = 300;

    // The space above and below, in percentage points.
    private const double Margin = 5;

    public static GenericChart Of(TestResult result, Response response, PolicyColors colors)
    {
        LiftCurve[] curves = [.. result.Curves.Where(curve => curve.Response == response)];
        return Chart.Combine(curves.SelectMany(curve => Traces(curve, colors[curve.Arm])))
            .WithXAxisStyle<int, int, string>(TitleText: "day")
            .WithYAxisStyle<double, double, string>(TitleText: "lift, %", MinMax: Range(curves))
            .WithSize(Width, Height);
    }

    /// <summary>
    /// Gets the range of a panel. It contains the bounds of the last day and every running lift. The bounds of the first days and of rare responses would
    /// not leave enough space for them.
    /// </summary>
    private static Tuple<double, double> Range(LiftCurve[] curves)
    {
        double[] values =
        [
            0, .. curves.SelectMany(curve => curve.Days).Where(day => day.Running.IsKnown).Select(day => 100 * day.Running.Value),
            .. curves.Where(curve => curve.Last.Running.IsKnown)
                .SelectMany(curve => new[] { 100 * curve.Last.Bounds.LowerBound, 100 * curve.Last.Bounds.UpperBound }),
        ];
        return Tuple.Create(values.Min() - Margin, values.Max() + Margin);
    }

    private static IEnumerable<GenericChart> Traces(LiftCurve curve, string color)
    {
        // A day without any of the response is not drawn.
        LiftDay[] running = [.. curve.Days.Where(day => day.Running.IsKnown)];
        LiftDay[] alone = [.. curve.Days.Where(day => day.Alone.IsKnown)];
        // The last two digits are the opacity.
        var (line, area) = (Color.fromString(color), Color.fromString($"{color}28"));
        GenericChart Bound(Func<LiftDay, double> value, StyleParam.Fill fill)
            => Chart.Line<int, double, string>(running.Select(day => day.Day), running.Select(day => 100 * value(day)), ShowLegend: false, LineWidth: 0,
                Fill: fill, FillColor: area);
        yield return Bound(day => day.Bounds.LowerBound, StyleParam.Fill.None);
        yield return Bound(day => day.Bounds.UpperBound, StyleParam.Fill.ToNext_y);
        yield return Chart.Line<int, double, string>(running.Select(day => day.Day), running.Select(day => 100 * day.Running.Value), Name: curve.Arm,
            ShowLegend: false, LineColor: line);
        yield return Chart.Point<int, double, string>(
            alone.Select(day => day.Day), alone.Select(day => 100 * day.Alone.Value), Name: $"{curve.Arm}, one day", ShowLegend: false,
            MarkerColor: line);
    }
}
