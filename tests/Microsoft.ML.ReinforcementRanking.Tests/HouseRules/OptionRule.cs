using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// Every public property of a type named <c>…Options</c> can be set at any time, because trainers keep copies. Its documentation states the default,
/// unless the property is <c>required</c>.
/// </summary>
internal static class OptionRule
{
    public static IEnumerable<string> Find(SourceFile file)
        => file.Nodes<TypeDeclarationSyntax>().Where(IsPublicOptions).SelectMany(type => Find(file, type));

    private static bool IsPublicOptions(TypeDeclarationSyntax type)
        => type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal) && type.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static IEnumerable<string> Find(SourceFile file, TypeDeclarationSyntax type)
    {
        var name = $"{file.Path}: {type.Identifier.Text}";
        if (type is RecordDeclarationSyntax { ParameterList.Parameters.Count: > 0 })
            return [$"{name} has positional options; a property has room for its default and its documentation"];
        return type.Members.OfType<PropertyDeclarationSyntax>().Where(IsSettable).SelectMany(property => Find($"{name}.{property.Identifier.Text}", property));
    }

    private static bool IsSettable(PropertyDeclarationSyntax property)
        => property.Modifiers.Any(SyntaxKind.PublicKeyword)
            && property.AccessorList?.Accessors.Any(accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration)) == true;

    private static IEnumerable<string> Find(string name, PropertyDeclarationSyntax property)
    {
        if (property.AccessorList!.Accessors.Any(SyntaxKind.InitAccessorDeclaration))
            yield return $"{name} is init-only; options are mutable, and trainers copy them";
        var comment = property.GetLeadingTrivia().ToString();
        if (!comment.Contains("<summary>", StringComparison.Ordinal))
            yield return $"{name} is not documented";
        else if (!comment.Contains("default", StringComparison.OrdinalIgnoreCase) && !property.Modifiers.Any(SyntaxKind.RequiredKeyword))
            yield return $"{name} does not state its default";
    }
}
