using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Notebooks;

/// <summary>
/// Draws the chart of an output as a picture, in Chromium. Pages that show notebooks run no scripts, so that their readers would see nothing.
/// </summary>
internal static partial class ChartPicture
{
    private const string Browser = "/usr/bin/chromium";
    private const int Width = 820;

    private static readonly Lazy<string> Plotly = new(() =>
    {
        var library = typeof(global::Plotly.NET.GenericChart).Assembly;
        var name = library.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));
        using var script = new StreamReader(library.GetManifestResourceStream(name)!);
        return script.ReadToEnd();
    });

    /// <summary>Gets whether an output is a chart.</summary>
    public static bool IsChart(string html) => html.Contains("Plotly.newPlot", StringComparison.Ordinal);

    /// <summary>Returns the picture of a chart as a PNG file in base 64.</summary>
    public static string Draw(string html)
    {
        var folder = Directory.CreateTempSubdirectory("chart-");
        try
        {
            var page = Path.Combine(folder.FullName, "chart.html");
            File.WriteAllText(page, Page(html));
            var found = Picture().Match(Open(page, folder.FullName));
            return found.Success ? found.Groups[1].Value : throw new InvalidOperationException($"Chromium has drawn nothing for this chart: {html}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The loader of modules of a notebook is replaced by plotly.js itself. The background is white, because a picture cannot follow the theme of its page.
    private static string Page(string html) => $$"""
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><script>{{Plotly.Value}}</script>
        <script>
          window.requirejs = () => { };
          window.requirejs.config = () => (modules, use) => use(window.Plotly);
        </script></head>
        <body style="width: {{Width}}px">{{html}}
        <script>
          window.addEventListener('load', async () => {
            const chart = document.querySelector('.js-plotly-plot');
            await Plotly.relayout(chart, { paper_bgcolor: '#ffffff' });
            const picture = await Plotly.toImage(chart, { format: 'png', width: {{Width}}, height: chart.offsetHeight });
            document.body.innerHTML = '<p id="picture">' + picture + '</p>';
          });
        </script></body></html>
        """;

    private static string Open(string page, string profile)
    {
        string[] options =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", $"--user-data-dir={Path.Combine(profile, "profile")}", "--virtual-time-budget=20000", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        using var process = Process.Start(new ProcessStartInfo(Browser, options) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var content = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? content : throw new InvalidOperationException(errors.Result);
    }

    [GeneratedRegex("<p id=\"picture\">data:image/png;base64,([^<]+)</p>")]
    private static partial Regex Picture();
}
