using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.ML.Trainers.ReinforcementRanking.Charts;
using Microsoft.ML.Trainers.ReinforcementRanking.Pages;
using Plotly.NET;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents a report as one HTML page. Its first screen answers the question of the reader in a sentence, and sections with tables and charts follow.
/// </summary>
/// <remarks>
/// <para>The page needs no other file and no network: it contains the script that draws its charts, which is 3.6 MB. It follows the light or dark theme of the
/// reader, and fits a phone. Texts are shown as they are given; they are never markup.</para>
/// <para><see cref="TrainingReport"/> writes such a page from what this library computes. Use this class for pages of your own, such as that of an A/B
/// test.</para>
/// </remarks>
public sealed class ReportPage
{
    private const string PlotlyScript = ".min.js";

    private readonly StringBuilder _notes = new();
    private readonly StringBuilder _body = new();
    private readonly string _title;
    private readonly string _verdict;
    private bool _isInSection;

    /// <summary>Creates a page.</summary>
    /// <param name="title">The title: what the report is about.</param>
    /// <param name="verdict">The answer to the reader's question, in a sentence.</param>
    /// <param name="colors">
    /// The colors of policies or arms, or null for new ones. Where a text of a table is a name with a color, a dot of this color precedes it.
    /// </param>
    /// <exception cref="ArgumentException">The title or the verdict is null or blank.</exception>
    public ReportPage(string title, string verdict, PolicyColors? colors = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentException.ThrowIfNullOrWhiteSpace(verdict);
        (_title, _verdict, Colors) = (title, verdict, colors ?? new());
    }

    /// <summary>The colors of policies or arms.</summary>
    public PolicyColors Colors { get; }

    /// <summary>Adds a sentence below the verdict, such as what it is based on.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="isWarning">Whether it is a warning.</param>
    /// <returns>This page.</returns>
    /// <exception cref="ArgumentException">The text is null or blank.</exception>
    public ReportPage AddNote(string text, bool isWarning = false) => AddNote(text, isWarning ? "warning" : "");

    /// <summary>Begins a section.</summary>
    /// <param name="title">The title.</param>
    /// <param name="text">What the section answers, and how to read it, or null for nothing.</param>
    /// <returns>This page.</returns>
    /// <exception cref="ArgumentException">The title is null or blank.</exception>
    public ReportPage AddSection(string title, string? text = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        _body.Append(_isInSection ? "</section>" : "").Append(CultureInfo.InvariantCulture, $"<section><h2>{Html.Text(title)}</h2>");
        if (text is not null)
            _body.Append(CultureInfo.InvariantCulture, $"<p>{Html.Text(text)}</p>");
        _isInSection = true;
        return this;
    }

    /// <summary>Adds a table to the section.</summary>
    /// <param name="table">The table.</param>
    /// <returns>This page.</returns>
    /// <exception cref="ArgumentNullException">The table is null.</exception>
    public ReportPage AddTable(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _body.Append(new TableHtml(Colors).Write(table));
        return this;
    }

    /// <summary>Adds the names of policies or arms with their colors, for the charts that follow.</summary>
    /// <param name="names">The names. Those that have no color yet get one.</param>
    /// <returns>This page.</returns>
    /// <exception cref="ArgumentNullException">The list or a name is null.</exception>
    public ReportPage AddLegend(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _body.Append("<ul class=\"legend\">");
        foreach (var name in names)
            _body.Append(CultureInfo.InvariantCulture, $"<li><span class=\"dot\" style=\"background:{Colors[name]}\"></span>{Html.Text(name)}</li>");
        _body.Append("</ul>");
        return this;
    }

    /// <summary>Adds charts to the section, side by side where the page is wide enough for it. Their backgrounds and fonts are those of the page.</summary>
    /// <param name="charts">The charts with their captions, at least one.</param>
    /// <returns>This page.</returns>
    /// <exception cref="ArgumentException">There is no chart, or a chart or a caption is null.</exception>
    public ReportPage AddCharts(params IReadOnlyList<(string Caption, GenericChart Chart)> charts)
    {
        foreach (var (caption, chart) in ReportCharts.Filled(charts, nameof(charts)))
        {
            ArgumentNullException.ThrowIfNull(caption);
            ArgumentNullException.ThrowIfNull(chart);
        }
        _body.Append("<div class=\"charts\">");
        foreach (var (caption, chart) in charts)
        {
            var text = caption.Length > 0 ? $"<figcaption>{Html.Text(caption)}</figcaption>" : "";
            _body.Append(CultureInfo.InvariantCulture, $"<figure>{text}<div></div>")
                .Append("<script type=\"application/json\" class=\"figure\">").Append(Html.Json(GenericChart.toFigureJson(chart))).Append("</script></figure>");
        }
        _body.Append("</div>");
        return this;
    }

    /// <summary>Returns the page as text.</summary>
    public string ToHtml() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
        <title>{Html.Text(_title)}</title>
        <style>{Resource(typeof(ReportPage).Assembly, "page.css")}</style>
        </head>
        <body>
        <main>
        <header>
        <p class="title">{Html.Text(_title)}</p>
        <h1>{Html.Text(_verdict)}</h1>
        <ul>{_notes}</ul>
        </header>
        {_body}{(_isInSection ? "</section>" : "")}
        </main>
        <script>{Resource(typeof(GenericChart).Assembly, PlotlyScript)}</script>
        <script>{Resource(typeof(ReportPage).Assembly, "page.js")}</script>
        </body>
        </html>

        """;

    /// <summary>Writes the page to a file, and replaces a file that is there.</summary>
    /// <param name="path">The path of the file. Its folder must exist.</param>
    /// <exception cref="ArgumentException">The path is null or blank.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            File.WriteAllText(path, ToHtml());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The report '{path}' cannot be written: {failure.Message} Name a file in an existing folder in which this process can create files.", failure);
        }
    }

    internal ReportPage AddNote(string text, string kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _notes.Append(CultureInfo.InvariantCulture, $"<li{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{Html.Text(text)}</li>");
        return this;
    }

    /// <summary>Adds panels with their titles as captions. One legend serves all of them, if names are given.</summary>
    internal ReportPage AddPanels(IEnumerable<Panel> panels, params IEnumerable<string> names)
    {
        string[] legend = [.. names];
        if (legend.Length > 1)
            AddLegend(legend);
        return AddCharts([.. panels.Select(panel => (panel.Title, (panel with { Title = "" }).ToChart(hasLegend: legend.Length == 0)))]);
    }

    /// <summary>Adds what is HTML already.</summary>
    internal ReportPage AddHtml(string html)
    {
        _body.Append(html);
        return this;
    }

    private static string Resource(Assembly assembly, string ending)
    {
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith(ending, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
