using System.Globalization;
using Plotly.NET;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Represents one plot: its traces and its two axes, in the words of plotly.js.</summary>
/// <param name="Title">The title, or an empty text for none.</param>
internal sealed record Panel(string Title)
{
    /// <summary>The color of text and of lines that belong to no policy. It is readable on light and on dark pages.</summary>
    public const string Ink = "#7a8088";

    public const string FaintInk = "#9aa0a8";

    /// <summary>The height in pixels.</summary>
    public int Height { get; init; } = 280;

    public required Dictionary<string, object?> XAxis { get; init; }

    public required Dictionary<string, object?> YAxis { get; init; }

    public List<Dictionary<string, object?>> Traces { get; } = [];

    /// <summary>Lines that refer to the axes of the panel.</summary>
    public List<Dictionary<string, object?>> Shapes { get; } = [];

    /// <summary>Makes an axis with a title. The zero line is drawn.</summary>
    public static Dictionary<string, object?> Axis(string title) => new()
    {
        ["title"] = new Dictionary<string, object?> { ["text"] = Text(title), ["standoff"] = 8 },
        ["automargin"] = true,
        ["zeroline"] = true,
        ["zerolinewidth"] = 2,
        ["zerolinecolor"] = Ink,
        ["gridcolor"] = "rgba(128,134,142,0.22)",
        ["linecolor"] = "rgba(128,134,142,0.5)",
        ["fixedrange"] = true,
    };

    /// <summary>Makes an axis of shares that begins at 0 and is shown in percent.</summary>
    public static Dictionary<string, object?> ShareAxis(string title)
        => With(Axis(title), ("tickformat", ".0%"), ("rangemode", "tozero"), ("nticks", 6), ("tickangle", 0));

    /// <summary>Makes an axis of lifts in percent, which leaves space around 0 and around all given values.</summary>
    public static Dictionary<string, object?> LiftAxis(string title, IEnumerable<double> lifts)
    {
        double[] values = [0, .. lifts.Where(double.IsFinite)];
        var margin = Math.Max(0.01, 0.08 * (values.Max() - values.Min()));
        return With(Axis(title), ("tickformat", ".0~%"), ("range", new[] { values.Min() - margin, values.Max() + margin }), ("nticks", 6), ("tickangle", 0));
    }

    /// <summary>Makes an axis of names, the first one on top where it is vertical.</summary>
    public static Dictionary<string, object?> NameAxis(IEnumerable<string> names) => With(Axis(""),
        ("type", "category"), ("categoryorder", "array"), ("categoryarray", names.Select(Text).ToArray()), ("autorange", "reversed"), ("zeroline", false),
        ("showgrid", false));

    public static Dictionary<string, object?> With(Dictionary<string, object?> properties, params (string Name, object? Value)[] others)
    {
        foreach (var (name, value) in others)
            properties[name] = value;
        return properties;
    }

    /// <summary>Makes error bars from the distances to both bounds.</summary>
    public static Dictionary<string, object?> ErrorBars(IEnumerable<(double Value, double Lower, double Upper)> intervals, string color) => new()
    {
        ["type"] = "data",
        ["symmetric"] = false,
        ["array"] = intervals.Select(interval => Finite(interval.Upper - interval.Value)).ToArray(),
        ["arrayminus"] = intervals.Select(interval => Finite(interval.Value - interval.Lower)).ToArray(),
        ["color"] = color,
        ["thickness"] = 2,
        ["width"] = 0,
    };

    /// <summary>Adds a scatter trace.</summary>
    public Panel Add(string name, string mode, IEnumerable<object?> x, IEnumerable<object?> y, string color, params (string Name, object? Value)[] others)
    {
        Traces.Add(With(
            new()
            {
                ["type"] = "scatter",
                ["name"] = Text(name),
                ["legendgroup"] = Text(name),
                ["mode"] = mode,
                ["x"] = x.ToArray(),
                ["y"] = y.ToArray(),
                ["line"] = new Dictionary<string, object?> { ["color"] = color, ["width"] = 2 },
                ["marker"] = new Dictionary<string, object?> { ["color"] = color, ["size"] = 9 },
                ["hoverinfo"] = "text+name",
            },
            others));
        return this;
    }

    /// <summary>Adds bars.</summary>
    public Panel AddBars(string name, IEnumerable<object?> x, IEnumerable<object?> y, string color, params (string Name, object? Value)[] others)
    {
        Traces.Add(With(
            new()
            {
                ["type"] = "bar",
                ["name"] = Text(name),
                ["legendgroup"] = Text(name),
                ["x"] = x.ToArray(),
                ["y"] = y.ToArray(),
                ["marker"] = new Dictionary<string, object?> { ["color"] = color },
                ["hoverinfo"] = "text+name",
            },
            others));
        return this;
    }

    /// <summary>Adds a dashed line across the panel at a value of one axis.</summary>
    public Panel Mark(char axis, double value, string color = Ink)
    {
        var (across, along) = axis == 'x' ? ('x', 'y') : ('y', 'x');
        Shapes.Add(new()
        {
            ["type"] = "line",
            [$"{across}0"] = value,
            [$"{across}1"] = value,
            [$"{along}0"] = 0,
            [$"{along}1"] = 1,
            [$"{along}ref"] = "domain",
            ["line"] = new Dictionary<string, object?> { ["color"] = color, ["width"] = 2, ["dash"] = "dash" },
        });
        return this;
    }

    /// <summary>Gets the chart of this panel alone.</summary>
    public GenericChart ToChart(bool hasLegend = true) => PanelGrid.Of([this], hasLegend);

    /// <summary>Escapes a text, because plotly.js reads markup and entities in texts.</summary>
    public static string Text(string text)
        => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Gets a number that JSON can hold, or null.</summary>
    public static object? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Formats text for a reader who points at a mark.</summary>
    public static string Hover(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
