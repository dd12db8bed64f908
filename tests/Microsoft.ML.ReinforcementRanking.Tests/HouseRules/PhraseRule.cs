using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// Texts are in plain English with American spelling. No text has a phrase of <c>BannedPhrases.txt</c>, which says what to write instead.
/// </summary>
internal sealed class PhraseRule
{
    private const string Arrow = " -> ";
    private const string Folder = "tests/Microsoft.ML.ReinforcementRanking.Tests/HouseRules/";

    private readonly (Regex Pattern, string Instead)[] _phrases;

    /// <param name="list">
    /// The list, which has a line for each phrase: a pattern, an arrow, and what to write instead. Lines that start with # are comments.
    /// </param>
    public PhraseRule(string list)
        => _phrases = [.. list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Select(Parse)];

    /// <summary>The rule with the list of the repository.</summary>
    public static PhraseRule Own { get; } = new(File.ReadAllText(Path.Combine(Repository.Root, Folder, "BannedPhrases.txt")));

    /// <summary>Whether a file is exempt. The files of the rules contain what they find, and the list of changes names what was renamed.</summary>
    public static bool IsExempt(string path) => path == "CHANGELOG.md" || path.StartsWith(Folder, StringComparison.Ordinal);

    public IEnumerable<string> Find(string path, string text)
        => text.Split('\n').Index().SelectMany(line => _phrases.SelectMany(phrase => phrase.Pattern.Matches(line.Item)
            .Select(match => $"{path}({line.Index + 1}): '{match.Value}': write {phrase.Instead}")));

    private static (Regex Pattern, string Instead) Parse(string line)
    {
        var parts = line.Split(Arrow);
        return (new(parts[0], RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), parts[1].Trim());
    }
}
