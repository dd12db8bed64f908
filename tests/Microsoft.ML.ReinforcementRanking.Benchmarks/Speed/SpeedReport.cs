using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Speed.ReportText;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Prints the results of a part, and writes them as a page and a chart if there is a folder for them.</summary>
/// <param name="part">The name of the part, which is part of the names of the files.</param>
/// <param name="title">What is measured.</param>
/// <param name="folder">The folder of the files, or null to write none.</param>
internal sealed class SpeedReport(string part, string title, string? folder)
{
    private const string Memory = "The peak memory is the largest rise of the resident memory of the process in any repetition.";

    /// <summary>Reports a comparison.</summary>
    /// <param name="unit">The unit of the results.</param>
    /// <param name="results">The results of the sides.</param>
    /// <param name="notes">Sentences about the results.</param>
    public void Compare(string unit, IReadOnlyList<Measured> results, params IReadOnlyList<string> notes)
    {
        var table = MarkdownTable.Of(
            ["", $"Median, {unit}", "Quartiles", "Compared with", "Ratio", "Quartiles", "Peak memory, MB"],
            results.Select(result => (IEnumerable<string>)
            [
                result.Name, Number(result.Values.Median), Range(result.Values), result.Baseline ?? "", result.Ratio is { } ratio ? Number(ratio.Median) : "",
                result.Ratio is { } spread ? Range(spread) : "", Number(result.PeakMemory),
            ]));
        Publish(table, notes, new BarChart(title, unit, results).ToSvg());
    }

    /// <summary>Reports how results grow with a size.</summary>
    /// <param name="unit">The unit of the results.</param>
    /// <param name="curves">The curves.</param>
    /// <param name="notes">Sentences about the results.</param>
    public void Grow(string unit, IReadOnlyList<GrowthCurve> curves, params IReadOnlyList<string> notes)
    {
        var table = MarkdownTable.Of(
            ["", "Size", $"Median, {unit}", "Quartiles", "Peak memory, MB", "Exponent"],
            curves.SelectMany(curve => curve.Points.Select((point, index) => (IEnumerable<string>)
            [
                curve.Name, point.Size.ToString("N0", CultureInfo.InvariantCulture), Number(point.Seconds.Median), Range(point.Seconds),
                Number(point.PeakMemory), index == curve.Points.Count - 1 ? Number(curve.Exponent) : "",
            ])));
        Publish(table, notes, new GrowthChart(title, unit, curves).ToSvg());
    }

    /// <summary>Reports measurements that are no times, without a chart.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="notes">Sentences about the results.</param>
    public void List(IReadOnlyList<string> header, IEnumerable<IEnumerable<string>> rows, params IReadOnlyList<string> notes)
        => Publish(MarkdownTable.Of(header, rows), notes, chart: null);

    private void Publish(string table, IReadOnlyList<string> notes, string? chart)
    {
        var text = string.Join("\n\n", [Machine, .. notes.Select(Wrap), .. chart is null ? [] : (string[])[Memory], table]);
        Console.WriteLine($"{title}\n\n{text}\n");
        if (folder is null)
            return;
        Directory.CreateDirectory(folder);
        var picture = chart is null ? "" : $"![{title}](speed-{part}.svg)\n\n";
        if (chart is not null)
            File.WriteAllText(Path.Combine(folder, $"speed-{part}.svg"), chart);
        File.WriteAllText(Path.Combine(folder, $"speed-{part}.md"),
            $"# {title}\n\nThe command `speed {part}` of the benchmarks writes this page.\n\n{picture}{text}\n");
    }
}
