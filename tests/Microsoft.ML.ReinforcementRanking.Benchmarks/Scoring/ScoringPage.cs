using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Speed.ReportText;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Collects the sections of the page of the command <c>scoring</c>, prints them, and writes them if there is a folder for them.</summary>
/// <param name="folder">The folder of the page and its charts, or null to write none.</param>
internal sealed class ScoringPage(string? folder)
{
    private readonly List<string> _parts = [];

    public void Text(string text) => Add(Wrap(text));

    public void Code(string lines) => Add($"```sh\n{lines}\n```");

    public void Section(string heading) => Add($"## {heading}");

    public void Table(IReadOnlyList<string> header, IEnumerable<IEnumerable<string>> rows) => Add(MarkdownTable.Of(header, rows));

    /// <summary>Adds a table of results with their spread.</summary>
    public void Table(string unit, IEnumerable<Measured> results) => Table(
        ["", $"Median, {unit}", "Quartiles", "Compared with", "Ratio", "Quartiles"],
        results.Select(result => (IEnumerable<string>)
        [
            result.Name, Number(result.Values.Median), Range(result.Values), result.Baseline ?? "", result.Ratio is { } ratio ? Number(ratio.Median) : "",
            result.Ratio is { } spread ? Range(spread) : "",
        ]));

    /// <summary>Adds a chart, which is a file beside the page.</summary>
    /// <param name="name">The end of the name of the file.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="unit">The unit of the results.</param>
    /// <param name="results">The results.</param>
    public void Chart(string name, string title, string unit, IReadOnlyList<Measured> results)
    {
        _parts.Add($"![{title}](scoring-{name}.svg)");
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"scoring-{name}.svg"), new BarChart(title, unit, results).ToSvg());
        }
    }

    /// <summary>Writes the page.</summary>
    public void Write()
    {
        if (folder is not null)
            File.WriteAllText(Path.Combine(folder, "scoring.md"), $"# Scoring and serving\n\n{string.Join("\n\n", _parts)}\n");
    }

    private void Add(string part)
    {
        _parts.Add(part);
        Console.WriteLine($"{part}\n");
    }
}
