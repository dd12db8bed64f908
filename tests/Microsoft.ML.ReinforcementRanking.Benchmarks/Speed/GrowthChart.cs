using System.Globalization;
using System.Xml.Linq;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Figure.SvgShapes;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Draws growth curves as SVG with logarithmic axes.</summary>
/// <param name="title">What is measured.</param>
/// <param name="unit">The unit of the results.</param>
/// <param name="curves">The curves.</param>
internal sealed class GrowthChart(string title, string unit, IReadOnlyList<GrowthCurve> curves)
{
    private const int Width = 860, Height = 480, Left = 84, Right = 200, Top = 84, Bottom = 60;

    private static readonly string[] Colors = [Blue, Vermilion, "#009E73", "#CC79A7"];

    private readonly (double Low, double High) _x = Decades(curves.SelectMany(curve => curve.Points).Select(point => (double)point.Size));
    private readonly (double Low, double High) _y = Decades(curves.SelectMany(curve => curve.Points).Select(point => point.Seconds.Median));

    public string ToSvg() => Document(Width, Height, title,
        Text(24, 36, title, 19, Ink, weight: 600),
        Text(24, 60, $"{unit} against size, both logarithmic", 14, Gray),
        Scales(),
        curves.Select(Curve));

    private IEnumerable<XElement> Scales()
    {
        for (var decade = _x.Low; decade <= _x.High; decade++)
        {
            yield return Line(X(decade), Top, X(decade), Height - Bottom, Grid, 1);
            yield return Text(X(decade), Height - Bottom + 22, Power(decade), 13, Gray, "middle");
        }
        for (var decade = _y.Low; decade <= _y.High; decade++)
        {
            yield return Line(Left, Y(decade), Width - Right, Y(decade), Grid, 1);
            yield return Text(Left - 10, Y(decade) + 4.5, Power(decade), 13, Gray, "end");
        }
    }

    private IEnumerable<XElement> Curve(GrowthCurve curve, int index)
    {
        var color = Colors[index % Colors.Length];
        var places = curve.Points.Select(point => (X: X(Math.Log10(point.Size)), Y: Y(Math.Log10(point.Seconds.Median)))).ToArray();
        var line = string.Join(' ', places.Select(place => $"{Number(place.X)},{Number(place.Y)}"));
        yield return Shape("polyline", ("points", line), ("fill", "none"), ("stroke", color), ("stroke-width", 2.5));
        foreach (var (x, y) in places)
            yield return Circle(x, y, color);
        yield return Text(Width - Right + 16, Top + 16 + 24 * index, $"{curve.Name}: {curve.Exponent.ToString("F2", CultureInfo.InvariantCulture)}", 14, color);
    }

    private double X(double logarithm) => Left + (logarithm - _x.Low) / (_x.High - _x.Low) * (Width - Left - Right);

    private double Y(double logarithm) => Height - Bottom - (logarithm - _y.Low) / (_y.High - _y.Low) * (Height - Top - Bottom);

    private static string Power(double decade) => Math.Pow(10, decade).ToString("#,0.#####", CultureInfo.InvariantCulture);

    private static (double Low, double High) Decades(IEnumerable<double> values)
    {
        double[] logarithms = [.. values.Select(Math.Log10)];
        var low = Math.Floor(logarithms.Min());
        return (low, Math.Max(Math.Ceiling(logarithms.Max()), low + 1));
    }
}
