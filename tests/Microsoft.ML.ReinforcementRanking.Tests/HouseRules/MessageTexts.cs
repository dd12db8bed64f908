using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>Reads the texts of a source file that are messages to users. What differs from case to case is <see cref="Hole"/>.</summary>
internal static class MessageTexts
{
    public const char Hole = '…';

    /// <summary>The message of <c>ExceptSchemaMismatch</c>, which ML.NET writes.</summary>
    public const string SchemaMismatch = "Schema mismatch for … column '…': expected …, got …";

    private const int FewestWords = 4;

    /// <summary>Words with which advice begins. Advice follows a message.</summary>
    private static readonly string[] Imperatives =
        ["Check", "Convert", "Drop", "Fit", "Give", "Leave", "Load", "Make", "Name", "Read", "Replace", "Save", "Score", "Set"];

    /// <summary>Gets all texts of a file, with their lines.</summary>
    public static IEnumerable<(int Line, string Text)> All(SourceFile file)
        => Expressions(file).Select(found => (file.LineOf(found), Read(found)))
            .Concat(file.Nodes<InvocationExpressionSyntax>().Where(call => NameOf(call) == "ExceptSchemaMismatch")
                .Select(call => (file.LineOf(call), SchemaMismatch)));

    /// <summary>
    /// Gets the messages of a file, with their lines. These are texts of four words and more, apart from advice, the requirements of options (which have a
    /// message in common), attributes, fields, and the texts of reports.
    /// </summary>
    public static IEnumerable<(int Line, string Text)> Messages(SourceFile file)
        => Expressions(file).Where(found => !IsPart(found)).Select(found => (file.LineOf(found), Read(found)))
            .Where(found => CountWords(found.Item2) >= FewestWords && !IsAdvice(found.Item2));

    private static IEnumerable<ExpressionSyntax> Expressions(SourceFile file)
        => file.Nodes<ExpressionSyntax>().Where(node => IsText(node) && !(node.Parent is BinaryExpressionSyntax sum && IsText(sum)));

    private static bool IsText(ExpressionSyntax node) => node switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && (IsText(sum.Left) || IsText(sum.Right)),
        _ => false,
    };

    private static string Read(ExpressionSyntax node) => node switch
    {
        LiteralExpressionSyntax literal when IsText(literal) => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax text
            => string.Concat(text.Contents.Select(part => part is InterpolatedStringTextSyntax words ? words.TextToken.ValueText : $"{Hole}")),
        BinaryExpressionSyntax sum when IsText(sum) => Read(sum.Left) + Read(sum.Right),
        _ => $"{Hole}",
    };

    private static bool IsPart(ExpressionSyntax node)
        => node.AncestorsAndSelf().Any(above
            => above is AttributeSyntax or FieldDeclarationSyntax or InterpolationSyntax or MethodDeclarationSyntax { Identifier.Text: nameof(ToString) }
            || (above is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument && IsPartOf(call, argument)));

    private static bool IsPartOf(InvocationExpressionSyntax call, ArgumentSyntax argument) => NameOf(call) switch
    {
        "ExceptSchemaMismatch" or "Mismatch" => true,
        "Error" => call.ArgumentList.Arguments.IndexOf(argument) >= 2,
        var name => name.StartsWith("Require", StringComparison.Ordinal),
    };

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        IdentifierNameSyntax name => name.Identifier.Text,
        _ => "",
    };

    private static bool IsAdvice(string text)
        => text.TrimStart(Hole, ' ').Split(' ')[0] is var first && Imperatives.Contains(first);

    private static int CountWords(string text) => text.Split(' ').Count(word => word.Any(char.IsLetter));
}
