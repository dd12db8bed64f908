using System.Globalization;
using System.Xml.Linq;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Figure.SvgShapes;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;

/// <summary>
/// Draws watch time against interactions as SVG: the curve of one policy over its constraint strengths with intervals, and two policies to compare it
/// with.
/// </summary>
/// <param name="curve">The policy at several constraint strengths, from the strongest on.</param>
/// <param name="logged">The logged policy.</param>
/// <param name="trees">Boosted trees.</param>
/// <param name="rows">The number of rows of the estimates.</param>
/// <param name="users">The number of users of the log.</param>
internal sealed class TradeOffFigure(IReadOnlyList<TradeOffPoint> curve, TradeOffPoint logged, TradeOffPoint trees, long rows, int users)
{
    private const int Width = 860;
    private const int Height = 540;

    private readonly Axis _x = Axis.Over([.. curve, trees, logged], point => point.Interactions, 84, Width - 40);
    private readonly Axis _y = Axis.Over([.. curve, trees, logged], point => point.WatchTime, Height - 92, 92);

    public string ToSvg()
    {
        const string Title = "One fit, the whole trade-off";
        const string Subtitle = "Watch time against interactions of one TSCAC policy as its constraint strength λ changes";
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"Off-policy estimates (NCIS) on {rows:N0} held-out rows of a simulated log of {users:N0} users. Intervals: cluster bootstrap over users.");
        return Document(Width, Height, $"{Title}: {Subtitle}",
            Text(24, 36, Title, 21, Ink, weight: 600),
            Text(24, 60, Subtitle, 14, Gray),
            Scales(),
            Reference(),
            Bars(curve, Blue),
            Shape("polyline", ("points", Points()), ("fill", "none"), ("stroke", Blue), ("stroke-width", 2.5), ("stroke-linejoin", "round")),
            curve.Select(Dot),
            Bars([trees], Vermilion),
            Square(At(logged), Gray, turn: 0),
            Square(At(trees), Vermilion, turn: 45),
            Legend(),
            Text(24, Height - 16, note, 12, Gray));
    }

    private IEnumerable<XElement> Scales()
    {
        foreach (var tick in _x.Ticks)
        {
            yield return Line(_x.At(tick), _y.Start, _x.At(tick), _y.End, Grid, 1);
            yield return Text(_x.At(tick), _y.Start + 22, Number(tick), 13, Gray, "middle");
        }
        foreach (var tick in _y.Ticks)
        {
            yield return Line(_x.Start, _y.At(tick), _x.End, _y.At(tick), Grid, 1);
            yield return Text(_x.Start - 10, _y.At(tick) + 4.5, Number(tick), 13, Gray, "end");
        }
        yield return Text((_x.Start + _x.End) / 2, _y.Start + 48, "interactions per 1,000 shown videos", 14, Ink, "middle");
        var label = Text(0, 0, "watch time per shown video, in seconds", 14, Ink, "middle");
        label.Add(new XAttribute("transform", string.Create(CultureInfo.InvariantCulture, $"translate(30 {(_y.Start + _y.End) / 2}) rotate(-90)")));
        yield return label;
    }

    /// <summary>Draws lines through the logged policy. Above and to the right of them, both responses are better than in the log.</summary>
    private IEnumerable<XElement> Reference()
    {
        var (x, y) = At(logged);
        yield return Dash(Line(x, _y.Start, x, _y.End, Gray, 1));
        yield return Dash(Line(_x.Start, y, _x.End, y, Gray, 1));
    }

    private IEnumerable<XElement> Bars(IEnumerable<TradeOffPoint> points, string color)
    {
        foreach (var point in points)
        {
            var (x, y) = At(point);
            yield return Line(_x.At(point.Interactions.Lower), y, _x.At(point.Interactions.Upper), y, color, 1.5, opacity: 0.5);
            yield return Line(x, _y.At(point.WatchTime.Lower), x, _y.At(point.WatchTime.Upper), color, 1.5, opacity: 0.5);
        }
    }

    private IEnumerable<XElement> Dot(TradeOffPoint point)
    {
        var (x, y) = At(point);
        yield return Circle(x, y, Blue);
        yield return Halo(Text(x + 11, y - 10, string.Create(CultureInfo.InvariantCulture, $"λ = {point.Strength}"), 14, Blue, weight: 600));
    }

    /// <summary>Draws the legend in the top right corner, which a falling curve leaves empty.</summary>
    private IEnumerable<XElement> Legend()
    {
        var (x, y) = (_x.End - 268, _y.End + 24);
        yield return Shape("rect", ("x", x - 18), ("y", y - 20), ("width", 280.0), ("height", 112.0), ("rx", 6), ("fill", White), ("stroke", Grid));
        yield return Line(x - 4, y, x + 20, y, Blue, 2.5);
        yield return Circle(x + 8, y, Blue);
        yield return Text(x + 32, y + 5, "TSCAC at several λ, fitted once", 14, Ink);
        yield return Square((x + 8, y + 26), Vermilion, turn: 45);
        yield return Text(x + 32, y + 31, "boosted trees (FastTree)", 14, Ink);
        yield return Square((x + 8, y + 52), Gray, turn: 0);
        yield return Text(x + 32, y + 57, "logged policy", 14, Ink);
        yield return Line(x - 4, y + 78, x + 20, y + 78, Gray, 1.5, opacity: 0.6);
        yield return Text(x + 32, y + 83, "95 % interval", 14, Ink);
    }

    private string Points() => string.Join(' ', curve.Select(At).Select(point => $"{Number(point.X)},{Number(point.Y)}"));

    private (double X, double Y) At(TradeOffPoint point) => (_x.At(point.Interactions.Value), _y.At(point.WatchTime.Value));

    private static XElement Square((double X, double Y) at, string color, int turn) => Shape("rect",
        ("x", at.X - 6), ("y", at.Y - 6), ("width", 12), ("height", 12), ("fill", color), ("stroke", White), ("stroke-width", 1.5),
        ("transform", $"rotate({turn} {Number(at.X)} {Number(at.Y)})"));

    /// <summary>Outlines a text, so that it is readable over a line.</summary>
    private static XElement Halo(XElement text)
    {
        text.Add(new XAttribute("stroke", White), new XAttribute("stroke-width", 4), new XAttribute("paint-order", "stroke"));
        return text;
    }

    private static XElement Dash(XElement line)
    {
        line.Add(new XAttribute("stroke-dasharray", "3 4"));
        return line;
    }
}
