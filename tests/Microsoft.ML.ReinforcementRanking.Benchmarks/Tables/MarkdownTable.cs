namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Formats a table as Markdown.</summary>
internal static class MarkdownTable
{
    public static string Of(IReadOnlyList<string> titles, IEnumerable<IEnumerable<string>> rows)
        => string.Join('\n', [Row(titles), Row(titles.Select(_ => "---")), .. rows.Select(Row)]);

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
