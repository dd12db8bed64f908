using AbTest.Experiment;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace AbTest.Reports;

/// <summary>
/// Draws figure 5 of the paper for all arms. A panel for each response shows the lift of each day as dots, and the lift of all days so far as a line with
/// its bounds.
/// </summary>
internal static class LiftFigure
{
    private const int Columns = 2;
    private const int PanelWidth = 640;
    private const int PanelHeight = 320;

    // The margin of a panel, in percentage points.
    private const double Margin = 5;

    // The colors can be distinguished by people with color blindness.
    private static readonly (byte Red, byte Green, byte Blue)[] Colors = [(0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167)];

    public static GenericChart Of(TestResult result)
    {
        var rows = (Response.All.Count + Columns - 1) / Columns;
        var panels = Response.All.Select((response, index) => Panel(result, response, hasLegend: index == 0));
        return Chart.Grid(panels, rows, Columns).WithSize(Columns * PanelWidth, rows * PanelHeight);
    }

    private static GenericChart Panel(TestResult result, Response response, bool hasLegend)
    {
        LiftCurve[] curves = [.. result.Curves.Where(curve => curve.Response == response)];
        return Chart.Combine(curves.SelectMany((curve, index) => Traces(curve, Colors[index % Colors.Length], hasLegend)))
            .WithXAxisStyle<int, int, string>(TitleText: "day")
            .WithYAxisStyle<double, double, string>(TitleText: $"{response.Name}, %", MinMax: Range(curves));
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

    private static IEnumerable<GenericChart> Traces(LiftCurve curve, (byte Red, byte Green, byte Blue) color, bool hasLegend)
    {
        // A day without any of the response is not drawn.
        LiftDay[] running = [.. curve.Days.Where(day => day.Running.IsKnown)];
        LiftDay[] alone = [.. curve.Days.Where(day => day.Alone.IsKnown)];
        var line = Color.fromRGB(color.Red, color.Green, color.Blue);
        var area = Color.fromARGB(40, color.Red, color.Green, color.Blue);
        GenericChart Bound(Func<LiftDay, double> value, StyleParam.Fill fill)
            => Chart.Line<int, double, string>(running.Select(day => day.Day), running.Select(day => 100 * value(day)), ShowLegend: false, LineWidth: 0,
                Fill: fill, FillColor: area);
        yield return Bound(day => day.Bounds.LowerBound, StyleParam.Fill.None);
        yield return Bound(day => day.Bounds.UpperBound, StyleParam.Fill.ToNext_y);
        yield return Chart.Line<int, double, string>(running.Select(day => day.Day), running.Select(day => 100 * day.Running.Value), Name: curve.Arm,
            ShowLegend: hasLegend, LineColor: line);
        yield return Chart.Point<int, double, string>(
            alone.Select(day => day.Day), alone.Select(day => 100 * day.Alone.Value), Name: $"{curve.Arm}, one day", ShowLegend: hasLegend,
            MarkerColor: line);
    }
}
