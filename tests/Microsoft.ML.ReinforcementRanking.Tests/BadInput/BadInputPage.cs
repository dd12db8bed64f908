using System.Text.RegularExpressions;
using Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Reads <c>docs/bad-input.md</c>, and writes rows of its tables.</summary>
internal static partial class BadInputPage
{
    public const string Name = "docs/bad-input.md";

    private static readonly (string Words, string Link)[] Entries = [.. EntriesOf(Read(TroubleshootingRule.Page))];

    /// <summary>The rows of the tables, by entry point and input.</summary>
    public static IReadOnlyDictionary<string, string> Rows { get; }
        = Row().Matches(Read(Name)).ToDictionary(row => $"{row.Groups["entry"].Value}: {row.Groups["input"].Value}", row => row.Value);

    /// <summary>Returns the row that a case belongs to the page with: entry point, input, exception, message, and the entry of the message.</summary>
    public static string RowOf(BadInputCase given)
    {
        var message = given.Message();
        var text = message.Replace("|", "\\|", StringComparison.Ordinal);
        return $"| `{given.EntryPoint}` | {given.Input} | `{given.Failure.Name}` | `{text}` | {LinkOf(message)} |";
    }

    // Of the entries with words of the message, that with the most of them is the one of its cause.
    private static string LinkOf(string message)
        => Entries.Where(entry => TroubleshootingRule.Matches(entry.Words, message)).OrderByDescending(entry => entry.Words.Length)
            .Select(entry => entry.Link).FirstOrDefault("–");

    private static IEnumerable<(string Words, string Link)> EntriesOf(string page)
    {
        (string Text, int Index)[] headings = [.. AnchorRule.Headings(page).Select(heading => (heading.Text, heading.Index))];
        return from entry in TroubleshootingRule.Entries(page)
               let heading = headings.Last(heading => heading.Index < entry.Index).Text
               select (entry.Words, $"[{heading}](troubleshooting.md#{AnchorRule.AnchorOf(heading)})");
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    [GeneratedRegex(@"^\| `(?<entry>[^`]+)` \| (?<input>[^|]+) \| .*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
