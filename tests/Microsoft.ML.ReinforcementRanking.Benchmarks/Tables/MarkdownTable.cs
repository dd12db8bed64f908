using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Means and standard deviations over seeds, as Markdown.</summary>
internal static class MarkdownTable
{
    public static string Of(IReadOnlyList<string> titles, IEnumerable<IEnumerable<string>> rows)
        => string.Join('\n', [Row(titles), Row(titles.Select(_ => "---")), .. rows.Select(Row)]);

    /// <summary>"mean ± sd".</summary>
    public static string Cell(IEnumerable<double> values, string format)
    {
        double[] all = [.. values];
        var mean = all.Average();
        var deviation = all.Length < 2 ? 0 : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1));
        return $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}";
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
