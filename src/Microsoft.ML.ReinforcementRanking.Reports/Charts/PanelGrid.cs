using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Places panels in one chart, one below the other.</summary>
internal static class PanelGrid
{
    private const int Gap = 70;
    private const int TitleHeight = 40;
    private const int TopMargin = 16;
    private const int BottomMargin = 56;

    public static GenericChart Of(IReadOnlyList<Panel> panels, bool hasLegend = true)
    {
        var inner = panels.Sum(panel => panel.Height) + Gap * (panels.Count - 1);
        var layout = new Layout();
        var (traces, shapes, titles) = (new List<Trace>(), new List<object>(), new List<object>());
        double top = inner;
        foreach (var (index, panel) in panels.Index())
        {
            var suffix = index == 0 ? "" : $"{index + 1}";
            var domain = new[] { (top - panel.Height) / inner, top / inner };
            layout.SetProperty($"xaxis{suffix}", Panel.With(new(panel.XAxis), ("anchor", $"y{suffix}")));
            layout.SetProperty($"yaxis{suffix}", Panel.With(new(panel.YAxis), ("anchor", $"x{suffix}"), ("domain", domain)));
            traces.AddRange(panel.Traces.Select(trace => ToTrace(trace, suffix, IsFirst(panels, index, trace))));
            shapes.AddRange(panel.Shapes.Select(shape => ToShape(shape, suffix)));
            if (panel.Title.Length > 0)
                titles.Add(Title(panel.Title, domain[1]));
            top -= panel.Height + Gap;
        }
        layout.SetProperty("shapes", shapes);
        layout.SetProperty("annotations", titles);
        Style(layout, inner, titles.Count > 0 ? TopMargin + TitleHeight : TopMargin, hasLegend && HasNames(panels));
        return GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, ListModule.OfSeq(traces)));
    }

    private static void Style(Layout layout, int inner, int top, bool hasLegend)
    {
        layout.SetProperty("height", inner + top + BottomMargin);
        layout.SetProperty("autosize", true);
        layout.SetProperty("showlegend", hasLegend);
        layout.SetProperty("legend", new Dictionary<string, object?> { ["orientation"] = "h", ["yanchor"] = "bottom", ["y"] = 0, ["yref"] = "container" });
        layout.SetProperty("margin", new Dictionary<string, object?> { ["l"] = 56, ["r"] = 16, ["t"] = top, ["b"] = BottomMargin });
        layout.SetProperty("paper_bgcolor", "rgba(0,0,0,0)");
        layout.SetProperty("plot_bgcolor", "rgba(0,0,0,0)");
        layout.SetProperty("font", new Dictionary<string, object?> { ["color"] = Panel.Ink, ["family"] = "system-ui, sans-serif", ["size"] = 13 });
        layout.SetProperty("hovermode", "closest");
        layout.SetProperty("dragmode", false);
    }

    private static bool HasNames(IReadOnlyList<Panel> panels) => panels.SelectMany(panel => panel.Traces)
        .Where(trace => !Equals(trace.GetValueOrDefault("showlegend"), false)).Select(trace => trace["name"]).Distinct().Count() > 1;

    private static Trace ToTrace(Dictionary<string, object?> properties, string suffix, bool isFirst)
    {
        var trace = new Trace((string)properties["type"]!);
        foreach (var (name, value) in properties)
            trace.SetProperty(name, value);
        trace.SetProperty("xaxis", $"x{suffix}");
        trace.SetProperty("yaxis", $"y{suffix}");
        if (!isFirst)
            trace.SetProperty("showlegend", false);
        return trace;
    }

    private static Dictionary<string, object?> ToShape(Dictionary<string, object?> shape, string suffix)
    {
        var placed = new Dictionary<string, object?>(shape);
        foreach (var axis in new[] { 'x', 'y' })
            placed[$"{axis}ref"] = placed.ContainsKey($"{axis}ref") ? $"{axis}{suffix} domain" : $"{axis}{suffix}";
        return placed;
    }

    /// <summary>Whether no panel before has a trace of this name, so that the legend lists each name once.</summary>
    private static bool IsFirst(IReadOnlyList<Panel> panels, int index, Dictionary<string, object?> trace)
    {
        var earlier = panels.Take(index).SelectMany(panel => panel.Traces).Concat(panels[index].Traces.TakeWhile(other => other != trace));
        return earlier.All(other => !Equals(other["name"], trace["name"]) || Equals(other.GetValueOrDefault("showlegend"), false));
    }

    private static Dictionary<string, object?> Title(string title, double top) => new()
    {
        ["text"] = $"<b>{Panel.Text(title)}</b>",
        ["xref"] = "paper",
        ["yref"] = "paper",
        ["x"] = 0,
        ["y"] = top,
        ["xanchor"] = "left",
        ["yanchor"] = "bottom",
        ["yshift"] = 6,
        ["showarrow"] = false,
    };
}
