using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// The documentation can be read in order. <c>docs/toc.yml</c>, the table of contents of the site, lists every page of the documentation once, and
/// <c>docs/index.md</c> links to the same pages in the same order. <c>docs/decisions/index.md</c> lists the decisions.
/// </summary>
internal static partial class ContentsRule
{
    public const string Index = "index.md";
    public const string DecisionFolder = "decisions";

    /// <param name="contents">The table of contents.</param>
    /// <param name="index">The page that leads through the others.</param>
    /// <param name="pages">The paths of all pages from the folder of the documentation.</param>
    public static IEnumerable<string> Find(string contents, string index, IReadOnlyCollection<string> pages)
    {
        string[] listed = [.. Entry().Matches(contents).Select(entry => entry.Groups["page"].Value)];
        string[] linked = [Index, .. Link().Matches(index).Select(link => link.Groups["page"].Value)];
        return pages.Where(page => !IsDecision(page)).Except(listed).Select(page => $"docs/toc.yml: {page} is missing. Put it where readers need it")
            .Concat(listed.Except(pages).Select(page => $"docs/toc.yml: there is no {page}"))
            .Concat(listed.GroupBy(page => page).Where(page => page.Count() > 1).Select(page => $"docs/toc.yml: {page.Key} is listed twice"))
            .Concat(listed.SequenceEqual(linked)
                ? []
                : [$"docs/index.md: its links are not the pages of docs/toc.yml in their order: {Difference(listed, linked)}"]);
    }

    /// <param name="index">The list of decisions.</param>
    /// <param name="pages">The paths of all pages from the folder of the documentation.</param>
    public static IEnumerable<string> FindDecisions(string index, IEnumerable<string> pages)
        => pages.Where(IsDecision).Select(page => Path.GetFileName(page)).Except(Link().Matches(index).Select(link => link.Groups["page"].Value))
            .Select(page => $"docs/{DecisionFolder}/index.md: {page} is missing. Add a row with its number and title");

    private static bool IsDecision(string page)
        => page.StartsWith($"{DecisionFolder}/", StringComparison.Ordinal) && !page.EndsWith(Index, StringComparison.Ordinal);

    private static string Difference(string[] listed, string[] linked)
        => listed.Zip(linked).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First} in one is {pair.Second} in the other")
            .FirstOrDefault($"{listed.Length} and {linked.Length} pages");

    [GeneratedRegex(@"href: (?<page>[a-z0-9/-]+\.md)\b")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\]\((?<page>[a-z0-9/-]+\.md)\)")]
    private static partial Regex Link();
}
