using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// Links to a heading of a Markdown page lead to one. The anchor of a heading is its text in small letters, with hyphens for spaces and without
/// punctuation, as sites for Markdown make it.
/// </summary>
internal static partial class AnchorRule
{
    /// <param name="path">The path of the page.</param>
    /// <param name="text">The page.</param>
    /// <param name="readPage">A function that gets the text of a page by its path from the root, or null if there is no such page.</param>
    public static IEnumerable<string> Find(string path, string text, Func<string, string?> readPage)
        => from link in Link().Matches(text)
           let page = link.Groups["page"].Value
           let target = page.Length == 0 ? text : readPage(Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(path)!, page)))
           let anchor = link.Groups["anchor"].Value
           where target is not null && !Anchors(target).Contains(anchor)
           select $"{path}({text.AsSpan(0, link.Index).Count('\n') + 1}): {(page.Length == 0 ? "this page" : page)} has no heading for #{anchor}";

    /// <summary>Gets the anchors of the headings of a page. A heading that occurs again has a number at its end.</summary>
    public static IEnumerable<string> Anchors(string markdown)
        => Headings(markdown).Select(heading => AnchorOf(heading.Text)).GroupBy(anchor => anchor)
            .SelectMany(same => same.Select((anchor, index) => index == 0 ? anchor : $"{anchor}-{index}"));

    /// <summary>Gets the headings of a page, with their levels and the places of their lines. Lines of code are none.</summary>
    public static IEnumerable<(int Level, string Text, int Index)> Headings(string markdown)
    {
        var code = Fence().Matches(markdown).Select(fence => fence.Index).Chunk(2).ToArray();
        return Heading().Matches(markdown)
            .Where(heading => !code.Any(block => block[0] < heading.Index && (block.Length == 1 || heading.Index < block[1])))
            .Select(heading => (heading.Groups["level"].Length, heading.Groups["text"].Value.Trim(), heading.Index));
    }

    public static string AnchorOf(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var letter in heading.Replace("`", "", StringComparison.Ordinal).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(letter) || letter is '-' or '_')
                anchor.Append(letter);
            else if (letter == ' ')
                anchor.Append('-');
        }
        return anchor.ToString();
    }

    [GeneratedRegex(@"\]\((?<page>(?!https?:)[^)#\s]*)#(?<anchor>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^(?<level>#{1,6}) (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```", RegexOptions.Multiline)]
    private static partial Regex Fence();
}
