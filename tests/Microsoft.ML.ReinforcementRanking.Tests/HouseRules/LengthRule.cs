using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>Files have at most 350 lines, methods have at most 40 lines without the comments above them, and lines have at most 160 columns.</summary>
internal static class LengthRule
{
    public const int LongestFile = 350;
    public const int LongestMethod = 40;
    public const int LongestLine = 160;

    public static IEnumerable<string> Find(SourceFile file)
    {
        var lines = file.Text.AsSpan().Count('\n');
        IEnumerable<string> fileTooLong = lines > LongestFile ? [$"{file.Path}: {lines} lines"] : [];
        return fileTooLong.Concat(file.Nodes<SyntaxNode>()
            .Where(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax)
            .Select(node => (Line: file.LineOf(node), Length: LinesOf(node)))
            .Where(method => method.Length > LongestMethod)
            .Select(method => $"{file.Path}({method.Line}): method of {method.Length} lines"));
    }

    /// <summary>Finds long lines of any text. A row of a Markdown table is one line, so its length does not matter.</summary>
    public static IEnumerable<string> FindLongLines(string path, string text)
        => text.Split('\n').Index()
            .Where(line => line.Item.TrimEnd('\r').Length > LongestLine && !line.Item.TrimStart().StartsWith('|'))
            .Select(line => $"{path}({line.Index + 1}): line of {line.Item.Length} columns");

    private static int LinesOf(SyntaxNode node) => node.ToString().AsSpan().Count('\n') + 1;
}
