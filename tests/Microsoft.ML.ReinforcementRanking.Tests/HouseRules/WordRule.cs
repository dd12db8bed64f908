using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>Unfinished work belongs in an issue, not in a file.</summary>
internal static partial class WordRule
{
    public static IEnumerable<string> Find(string path, string text)
        => Banned().Matches(text).Select(word => $"{path}({text.AsSpan(0, word.Index).Count('\n') + 1}): {word.Value}");

    // The brackets keep this file from containing what it bans.
    [GeneratedRegex(@"\b(TO[D]O|FI[X]ME|HA[C]K|XX[X])\b")]
    private static partial Regex Banned();
}
