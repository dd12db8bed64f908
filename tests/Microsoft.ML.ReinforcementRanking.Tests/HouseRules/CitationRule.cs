using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// Readers can open everything that is cited. An equation is cited by its page and number, as in "docs/equations-tscac.md (3), (B1)". Texts that are not
/// in the repository are not cited by section.
/// </summary>
internal static partial class CitationRule
{
    /// <param name="path">The path of the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="readPage">A function that gets the text of a page by its path from the root, or null if there is no such page.</param>
    public static IEnumerable<string> Find(string path, string text, Func<string, string?> readPage)
        => Absent().Matches(text).Select(absent => (absent.Index, $"'{absent.Value}' is not a text of this repository"))
            .Concat(Citation().Matches(text).SelectMany(citation => Missing(citation, readPage)))
            .Select(found => $"{path}({text.AsSpan(0, found.Item1).Count('\n') + 1}): {found.Item2}");

    /// <summary>
    /// Gets the path from the root of every page and source file that a Markdown text links to or names, and of every page that code names.
    /// </summary>
    public static IEnumerable<string> Files(string path, string text)
    {
        var folder = Path.GetDirectoryName(path)!;
        return path.EndsWith(".md", StringComparison.Ordinal)
            ? Link().Matches(text).Select(link => Path.GetRelativePath(".", Path.Combine(folder, link.Groups["page"].Value)))
                .Concat(folder.StartsWith("docs", StringComparison.Ordinal) ? SourcesIn(text) : [])
            : Page().Matches(text).Select(page => page.Value);
    }

    private static IEnumerable<string> SourcesIn(string text)
        => Source().Matches(text).Select(file => Path.Combine(SourceFile.LibraryFolder, file.Groups["file"].Value));

    private static IEnumerable<(int, string)> Missing(Match citation, Func<string, string?> readPage)
    {
        var page = citation.Groups["page"].Value;
        return readPage(page) is not { } text
            ? [(citation.Index, $"there is no {page}")]
            : citation.Groups["number"].Captures.Where(number => !text.Contains($"**({number.Value})**", StringComparison.Ordinal))
                .Select(number => (citation.Index, $"{page} has no ({number.Value})"));
    }

    // The brackets keep this file from citing what it bans.
    [GeneratedRegex(@"\bspe[c] [0-9]|\b[sS]pecificatio[n],? (section )?[0-9]|\b(TSCAC|RMTL) spe[c](ification)?\b")]
    private static partial Regex Absent();

    [GeneratedRegex(@"(?<page>docs/[a-z-]+\.md) \((?<number>[EB]?[0-9]+)\)((,| to) \((?<number>[EB]?[0-9]+)\))*")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\]\((?<page>(?!https?:)[^)#\s]+)(#[^)\s]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<file>(Evaluation|Learning|Models|Networks|Plans|Sessions|Trainers)/[A-Za-z/.]+\\.cs)`")]
    private static partial Regex Source();

    [GeneratedRegex(@"\bdocs/[a-z0-9/-]+\.md\b")]
    private static partial Regex Page();
}
