using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.Readme;

/// <summary>
/// Joins the <c>csharp</c> blocks of a Markdown file to one program. Readers who copy the blocks one after the other get the same program. Errors of the
/// compiler have the line of the Markdown file.
/// </summary>
internal static partial class MarkdownProgram
{
    private static readonly string[] ImplicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    /// <summary>Gets the text of the program, or null if the file has no such block.</summary>
    public static string? Read(string name, string markdown)
    {
        // The code searches for fences and does not parse Markdown, so a block in an HTML comment is included. Such blocks contain setup that readers do
        // not need to see.
        var blocks = Block().Matches(markdown).Select(block => block.Groups["code"]).ToArray();
        if (blocks.Length == 0)
            return null;
        var parts = blocks.Select(block => Split($"#line {markdown.AsSpan(0, block.Index).Count('\n') + 1} \"{name}\"\n{block.Value}")).ToArray();
        return string.Concat([
            .. ImplicitUsings.Select(space => $"global using {space};\n"),
            .. parts.Select(part => part.Usings), .. parts.Select(part => part.Statements), .. parts.Select(part => part.Types),
        ]);
    }

    /// <summary>Moves usings to the start and types to the end, as C# requires. Everything keeps its line.</summary>
    private static (string Usings, string Statements, string Types) Split(string code)
    {
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code).GetRoot();
        return (
            Keep(root, node => node is UsingDirectiveSyntax),
            Keep(root, node => node is GlobalStatementSyntax),
            Keep(root, node => node is MemberDeclarationSyntax and not GlobalStatementSyntax));
    }

    private static string Keep(CompilationUnitSyntax root, Func<SyntaxNode, bool> isKept)
    {
        var text = root.ToFullString().ToCharArray();
        foreach (var node in root.ChildNodes().Where(node => !isKept(node)))
        {
            for (var at = node.SpanStart; at < node.Span.End; at++)
                text[at] = char.IsControl(text[at]) ? text[at] : ' ';
        }

        return $"{new string(text)}\n";
    }

    [GeneratedRegex(@"^```csharp[^\n]*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
