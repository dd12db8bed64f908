using System.Xml.Linq;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Figure.SvgShapes;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Draws the results of a comparison as SVG: a bar for each side, and a line from the first to the third quartile.</summary>
/// <param name="title">What is measured.</param>
/// <param name="unit">The unit of the results.</param>
/// <param name="results">The results.</param>
internal sealed class BarChart(string title, string unit, IReadOnlyList<Measured> results)
{
    private const int Width = 860, Left = 330, Right = 90, Top = 84, Pitch = 30, Bar = 18;

    private readonly double _scale = (Width - Left - Right) / results.Max(result => result.Values.Upper);

    public string ToSvg() => Document(Width, Top + Pitch * results.Count + 30, title,
        Text(24, 36, title, 19, Ink, weight: 600),
        Text(24, 60, $"{unit}; medians and quartiles", 14, Gray),
        results.Select(Row));

    private IEnumerable<XElement> Row(Measured result, int index)
    {
        double y = Top + Pitch * index, middle = y + Bar / 2.0;
        var color = result.Baseline is null ? Gray : Blue;
        yield return Text(Left - 10, middle + 5, result.Name, 13, Ink, "end");
        yield return Shape("rect", ("x", (double)Left), ("y", y), ("width", result.Values.Median * _scale), ("height", Bar), ("fill", color));
        yield return Line(Left + result.Values.Lower * _scale, middle, Left + result.Values.Upper * _scale, middle, Vermilion, 2);
        yield return Text(Left + result.Values.Upper * _scale + 8, middle + 5, ReportText.Number(result.Values.Median), 13, Ink);
    }
}
