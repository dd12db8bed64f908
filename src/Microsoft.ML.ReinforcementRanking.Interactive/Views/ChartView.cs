using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows charts of Plotly. The page of the notebook loads plotly.js once, from the address that Plotly.NET names.</summary>
internal static class ChartView
{
    public static void Register()
    {
        Formatter.Register<GenericChart>(Html, HtmlFormatter.MimeType);
        Formatter.Register<GenericChart>(_ => "A chart, which needs a notebook that shows HTML.", PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    /// <summary>Returns the chart as the elements of a page that has a loader of modules, as those of notebooks have.</summary>
    public static string Html(GenericChart chart)
    {
        var script = PlotlyJSReference.NewRequire($"https://cdn.plot.ly/plotly-{Globals.PLOTLYJS_VERSION}.min");
        return GenericChart.toChartHTML(GenericChart.setDisplayOptions(DisplayOptions.init(null, null, null, null, null, null, script), chart));
    }
}
