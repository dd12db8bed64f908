using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>
/// Lists the mutants of an expression or a statement. Types are not known here: what does not compile is found by the compiler and left out.
/// </summary>
internal static class Operators
{
    private static readonly Dictionary<SyntaxKind, SyntaxKind[]> Binary = new()
    {
        [SyntaxKind.AddExpression] = [SyntaxKind.SubtractExpression],
        [SyntaxKind.SubtractExpression] = [SyntaxKind.AddExpression],
        [SyntaxKind.MultiplyExpression] = [SyntaxKind.DivideExpression],
        [SyntaxKind.DivideExpression] = [SyntaxKind.MultiplyExpression],
        [SyntaxKind.ModuloExpression] = [SyntaxKind.MultiplyExpression],
        [SyntaxKind.LessThanExpression] = [SyntaxKind.LessThanOrEqualExpression, SyntaxKind.GreaterThanOrEqualExpression],
        [SyntaxKind.LessThanOrEqualExpression] = [SyntaxKind.LessThanExpression, SyntaxKind.GreaterThanExpression],
        [SyntaxKind.GreaterThanExpression] = [SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.LessThanOrEqualExpression],
        [SyntaxKind.GreaterThanOrEqualExpression] = [SyntaxKind.GreaterThanExpression, SyntaxKind.LessThanExpression],
        [SyntaxKind.EqualsExpression] = [SyntaxKind.NotEqualsExpression],
        [SyntaxKind.NotEqualsExpression] = [SyntaxKind.EqualsExpression],
        [SyntaxKind.LogicalAndExpression] = [SyntaxKind.LogicalOrExpression],
        [SyntaxKind.LogicalOrExpression] = [SyntaxKind.LogicalAndExpression],
        [SyntaxKind.BitwiseAndExpression] = [SyntaxKind.BitwiseOrExpression],
        [SyntaxKind.BitwiseOrExpression] = [SyntaxKind.BitwiseAndExpression],
        [SyntaxKind.LeftShiftExpression] = [SyntaxKind.RightShiftExpression],
        [SyntaxKind.RightShiftExpression] = [SyntaxKind.LeftShiftExpression],
    };

    private static readonly Dictionary<SyntaxKind, SyntaxKind> Assignment = new()
    {
        [SyntaxKind.AddAssignmentExpression] = SyntaxKind.SubtractAssignmentExpression,
        [SyntaxKind.SubtractAssignmentExpression] = SyntaxKind.AddAssignmentExpression,
        [SyntaxKind.MultiplyAssignmentExpression] = SyntaxKind.DivideAssignmentExpression,
        [SyntaxKind.DivideAssignmentExpression] = SyntaxKind.MultiplyAssignmentExpression,
    };

    private static readonly Dictionary<string, string> Methods = Swapped(
        ("Min", "Max"), ("Any", "All"), ("First", "Last"), ("Ceiling", "Floor"), ("OrderBy", "OrderByDescending"), ("Skip", "Take"), ("Plus", "Minus"),
        ("Times", "Over"), ("AtMost", "AtLeast"), ("sum", "mean"), ("exp", "log"));

    public static IEnumerable<ExpressionSyntax> Of(ExpressionSyntax node)
    {
        if (Declares(node))
            return [];
        IEnumerable<ExpressionSyntax> mutants = node switch
        {
            BinaryExpressionSyntax binary when Binary.TryGetValue(binary.Kind(), out var kinds)
                => kinds.Select(kind => SyntaxFactory.BinaryExpression(kind, Operand(binary.Left), Operand(binary.Right))),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.LogicalNotExpression } unary => [unary.Operand],
            LiteralExpressionSyntax literal => Of(literal),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member } call
                when Methods.TryGetValue(name.Identifier.Text, out var other)
                => [call.WithExpression(member.WithName(SyntaxFactory.IdentifierName(other)))],
            ConditionalExpressionSyntax choice => [choice.WithWhenTrue(choice.WhenFalse).WithWhenFalse(choice.WhenTrue)],
            _ => [],
        };
        return IsBareCondition(node) ? mutants.Append(Not(node)) : mutants;
    }

    /// <summary>Returns what replaces a statement, which is null where the statement is left out.</summary>
    public static IEnumerable<StatementSyntax?> Of(ExpressionStatementSyntax node)
    {
        if (Declares(node) || IsDispose(node.Expression))
            yield break;
        if (node.Expression is AssignmentExpressionSyntax assignment)
        {
            if (Assignment.TryGetValue(assignment.Kind(), out var kind))
                yield return node.WithExpression(SyntaxFactory.AssignmentExpression(kind, assignment.Left, assignment.Right));
            // Without its assignment, a local variable would be unassigned where it is read.
            if (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                && assignment.Left is not (MemberAccessExpressionSyntax or ElementAccessExpressionSyntax))
                yield break;
        }
        yield return null;
    }

    private static IEnumerable<ExpressionSyntax> Of(LiteralExpressionSyntax literal) => literal.Token.Value switch
    {
        true => [SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression)],
        false => [SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)],
        int or long or float or double => [SyntaxFactory.BinaryExpression(SyntaxKind.AddExpression, literal, One)],
        _ => [],
    };

    private static Dictionary<string, string> Swapped(params (string One, string Other)[] pairs)
        => pairs.SelectMany(pair => new[] { pair, (pair.Other, pair.One) }).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    private static LiteralExpressionSyntax One => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1));

    // A variable that is declared in an expression would be declared twice.
    private static bool Declares(SyntaxNode node)
        => node.DescendantNodesAndSelf(child => child is not AnonymousFunctionExpressionSyntax)
            .Any(child => child is VariableDesignationSyntax or DeclarationExpressionSyntax);

    // Memory that is freed later changes no result. The tests of live tensors count it over whole fits.
    private static bool IsDispose(ExpressionSyntax node)
        => (node is ConditionalAccessExpressionSyntax optional ? optional.WhenNotNull : node) is InvocationExpressionSyntax call
            && call.Expression switch
            {
                MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
                MemberBindingExpressionSyntax member => member.Name.Identifier.Text,
                SimpleNameSyntax name => name.Identifier.Text,
                _ => "",
            } is "Dispose" or "DisposeAll" or "SuppressFinalize" or "KeepAlive";

    private static bool IsBareCondition(ExpressionSyntax node)
        => node is IsPatternExpressionSyntax
            || (node is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax && IsConditionOf(node.Parent, node));

    private static bool IsConditionOf(SyntaxNode? parent, ExpressionSyntax node) => parent switch
    {
        IfStatementSyntax choice => choice.Condition == node,
        ConditionalExpressionSyntax choice => choice.Condition == node,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } => true,
        _ => false,
    };

    private static PrefixUnaryExpressionSyntax Not(ExpressionSyntax node)
        => SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Operand(node));

    private static ExpressionSyntax Operand(ExpressionSyntax node)
        => node is LiteralExpressionSyntax or IdentifierNameSyntax or ParenthesizedExpressionSyntax ? node : SyntaxFactory.ParenthesizedExpression(node);
}
