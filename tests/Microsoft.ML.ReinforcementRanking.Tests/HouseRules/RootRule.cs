namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>The root of the repository is its table of contents. It has the entries of the design, and no others.</summary>
internal static class RootRule
{
    private static readonly string[] Listed =
    [
        ".ci", ".config", ".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props",
        "Directory.Packages.props", "LICENSE", "README.md", "ReinforcementRanking.sln", "SECURITY.md", "docs", "eng", "global.json", "nuget.config", "samples",
        "src", "tests",
    ];

    public static IEnumerable<string> Find(IReadOnlyCollection<string> entries)
        => entries.Except(Listed).Select(entry => $"{entry} is not listed").Concat(Listed.Except(entries).Select(entry => $"{entry} is missing"));
}
