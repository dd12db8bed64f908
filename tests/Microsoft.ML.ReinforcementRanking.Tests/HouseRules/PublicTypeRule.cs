using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>A file has at most one public type, and has its name (<c>X.cs</c>, or <c>X.Part.cs</c> for a part of it).</summary>
internal static class PublicTypeRule
{
    public static IEnumerable<string> Find(SourceFile file)
    {
        var names = file.TopLevelTypes.Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword)).Select(NameOf).ToArray();
        if (names.Length > 1)
            return [$"{file.Path}: public types {string.Join(", ", names)}"];
        var expected = Path.GetFileName(file.Path).Split('.')[0];
        return names.Where(name => name != expected).Select(name => $"{file.Path}: declares {name}");
    }

    private static string NameOf(MemberDeclarationSyntax type)
        => type is DelegateDeclarationSyntax function ? function.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;
}
