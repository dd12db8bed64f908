using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Notebooks;

/// <summary>
/// Writes a walkthrough as a file-based app: packages and namespaces come first, text becomes comments, what a cell would show is printed, and types come last.
/// </summary>
internal static class ScriptWriter
{
    private static readonly CSharpParseOptions CellOptions = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    // A program has these namespaces without naming them.
    private static readonly string[] Implicit =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    public static string Write(string name, IReadOnlyList<Cell> cells)
    {
        List<string> namespaces = [];
        List<string> body = [];
        List<string> types = [];
        foreach (var cell in cells)
        {
            if (!cell.IsCode)
                body.Add(Comment(cell.Text));
            else
                AddCode(cell.Text, namespaces, body, types);
        }

        return $"""
            // The walkthrough of samples/notebooks/{name}.dib as a file-based app, written by eng/Notebooks/run: dotnet run samples/scripts/{name}.cs
            #:property PublishAot=false
            #:package TorchSharp-cpu
            #:project ../../src/Microsoft.ML.ReinforcementRanking.Interactive

            {string.Join('\n', namespaces)}

            {string.Join("\n\n", body.Append(Show).Concat(types))}

            """.ReplaceLineEndings("\n");
    }

    // A notebook shows the value of the last expression of a cell. A program has a console.
    private const string Show = """
        static void Show(object value) => Console.WriteLine(value switch
        {
            Plotly.NET.GenericChart => "A chart, which the notebook shows.",
            not string and System.Collections.IEnumerable values => string.Join(Environment.NewLine, values.Cast<object>()),
            _ => value,
        });
        """;

    private static void AddCode(string text, List<string> namespaces, List<string> body, List<string> types)
    {
        var root = CSharpSyntaxTree.ParseText(text, CellOptions).GetCompilationUnitRoot();
        namespaces.AddRange(root.Usings.Where(line => !Implicit.Contains($"{line.Name}")).Select(line => line.ToString()));
        types.AddRange(root.Members.OfType<BaseTypeDeclarationSyntax>().Select(type => WithoutDirectives(Internal(type).ToFullString())));
        var statements = new StringBuilder();
        foreach (var member in root.Members.Where(member => member is not BaseTypeDeclarationSyntax))
            statements.Append(member is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } shown }
                ? $"{shown.GetLeadingTrivia().ToFullString()}Show({shown.Expression.ToString()});"
                : member.ToFullString().Replace("display(", "Show(", StringComparison.Ordinal));
        if (WithoutDirectives(statements.ToString()) is { Length: > 0 } code)
            body.Add(code);
    }

    // A cell has public types, because the kernel compiles each cell into a class of its own. The types of a program need no other program.
    private static BaseTypeDeclarationSyntax Internal(BaseTypeDeclarationSyntax type)
        => type.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.PublicKeyword)) is { RawKind: not 0 } token
            ? type.ReplaceToken(token, SyntaxFactory.Token(token.LeadingTrivia, SyntaxKind.InternalKeyword, token.TrailingTrivia))
            : type;

    private static string WithoutDirectives(string code)
        => string.Join('\n', code.Split('\n').Where(line => !line.StartsWith("#r ", StringComparison.Ordinal))).Trim('\n');

    private static string Comment(string text) => string.Join('\n', text.Split('\n').Select(line => $"// {line}".TrimEnd()));
}
