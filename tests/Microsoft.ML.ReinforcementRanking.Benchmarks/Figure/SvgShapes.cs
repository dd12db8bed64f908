using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;

/// <summary>Creates the elements of SVG figures.</summary>
internal static class SvgShapes
{
    public const string Blue = "#0072B2";
    public const string Vermilion = "#D55E00";
    public const string Ink = "#1F2328";
    public const string Gray = "#57606A";
    public const string Grid = "#E6E8EB";
    public const string White = "#FFFFFF";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Creates a figure on a white ground.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">The title for screen readers.</param>
    /// <param name="content">Elements, or sequences of them.</param>
    public static string Document(int width, int height, string title, params object[] content) => new XDocument(new XElement(Svg + "svg",
        new XAttribute("viewBox", $"0 0 {width} {height}"), new XAttribute("width", width), new XAttribute("height", height), new XAttribute("role", "img"),
        new XAttribute("font-family", "Segoe UI, Helvetica, Arial, sans-serif"),
        new XElement(Svg + "title", title),
        Shape("rect", ("width", width), ("height", height), ("rx", 8), ("fill", White)),
        content)).ToString() + "\n";

    public static XElement Line(double fromX, double fromY, double toX, double toY, string color, double width, double opacity = 1)
        => Shape("line", ("x1", fromX), ("y1", fromY), ("x2", toX), ("y2", toY), ("stroke", color), ("stroke-width", width), ("stroke-opacity", opacity));

    public static XElement Text(double x, double y, string text, int size, string color, string anchor = "start", int weight = 400)
    {
        var element = Shape("text", ("x", x), ("y", y), ("font-size", size), ("fill", color), ("text-anchor", anchor), ("font-weight", weight));
        element.Add(text);
        return element;
    }

    public static XElement Circle(double x, double y, string color)
        => Shape("circle", ("cx", x), ("cy", y), ("r", 5.5), ("fill", color), ("stroke", White), ("stroke-width", 1.5));

    public static XElement Shape(string name, params (string Name, object Value)[] attributes)
        => new(Svg + name, attributes.Select(attribute => new XAttribute(attribute.Name, attribute.Value is double number ? Number(number) : attribute.Value)));

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
