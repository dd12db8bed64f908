using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>What does not fit on a few screens is not read: files have at most 350 lines, methods at most 40 (their comments above them not counted).</summary>
internal static class LengthRule
{
    public const int LongestFile = 350;
    public const int LongestMethod = 40;

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

    private static int LinesOf(SyntaxNode node) => node.ToString().AsSpan().Count('\n') + 1;
}
