using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>
/// Writes all mutants of a file into it, each behind a switch. A mutant has the original operands, because only one mutant is active at a time. The numbers
/// do not depend on which mutants are left out.
/// </summary>
internal sealed class MutantWriter(string file, int first, IReadOnlySet<int> leftOut) : CSharpSyntaxRewriter
{
    public const string Switch = "Microsoft.ML.Trainers.ReinforcementRanking.Mutant.Is";

    private readonly List<MutantInfo> _mutants = [];

    public IReadOnlyList<MutantInfo> Mutants => _mutants;

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is null || IsConstant(node))
            return node;
        if (node is ExpressionStatementSyntax statement)
            return Switched(statement);
        return node is ExpressionSyntax expression ? Switched(expression) : base.Visit(node);
    }

    private SyntaxNode? Switched(ExpressionSyntax node)
    {
        var mutants = Numbered(node, Operators.Of(node));
        var written = base.Visit(node);
        if (mutants.Length == 0 || written is not ExpressionSyntax original)
            return written;
        var choice = original.WithoutTrivia();
        foreach (var (number, mutant) in mutants)
            choice = Parenthesized(SyntaxFactory.ConditionalExpression(Is(number), Parenthesized(mutant.WithoutTrivia()), Parenthesized(choice)));
        return choice.WithTriviaFrom(original);
    }

    private SyntaxNode? Switched(ExpressionStatementSyntax node)
    {
        var mutants = Numbered(node, Operators.Of(node));
        var written = base.Visit(node);
        if (mutants.Length == 0 || written is not StatementSyntax original)
            return written;
        foreach (var (number, mutant) in mutants)
        {
            // A block, because an else that follows belongs to an if of the original.
            var changed = mutant is null ? SyntaxFactory.Block() : SyntaxFactory.Block(mutant);
            original = SyntaxFactory.Block(SyntaxFactory.IfStatement(Is(number), changed, SyntaxFactory.ElseClause(SyntaxFactory.Block(original))));
        }
        return original;
    }

    private (int Number, T Mutant)[] Numbered<T>(SyntaxNode node, IEnumerable<T> mutants) where T : SyntaxNode?
        => [.. mutants.Select(mutant => (Number: Add(node, mutant), mutant)).Where(mutant => !leftOut.Contains(mutant.Number))];

    private int Add(SyntaxNode node, SyntaxNode? mutant)
    {
        var number = first + _mutants.Count;
        _mutants.Add(new(number, file, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, Text(node), mutant is null ? "" : Text(mutant)));
        return number;
    }

    private static string Text(SyntaxNode node)
        => string.Join(' ', node.NormalizeWhitespace().ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static ParenthesizedExpressionSyntax Parenthesized(ExpressionSyntax node) => SyntaxFactory.ParenthesizedExpression(node);

    private static ExpressionSyntax Is(int number) => SyntaxFactory.ParseExpression($"{Switch}({number})");

    private static bool IsConstant(SyntaxNode node) => node switch
    {
        AttributeListSyntax or ParameterListSyntax or EnumMemberDeclarationSyntax or SwitchLabelSyntax or PatternSyntax or GotoStatementSyntax => true,
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => local.IsConst,
        // Messages are texts of their own, and a test of every word would say nothing.
        ThrowExpressionSyntax or ThrowStatementSyntax => true,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } => true,
        _ => false,
    };
}
