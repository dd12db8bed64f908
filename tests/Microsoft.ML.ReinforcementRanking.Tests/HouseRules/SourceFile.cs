using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>Represents a C# file as the rules see it. Paths are relative to <see cref="Folder"/> and use slashes.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public const string LibraryFolder = "src/Microsoft.ML.ReinforcementRanking";

    private static readonly string[] Reports =
    [
        "Evaluation/Diagnosis/", "Evaluation/OffPolicy/Estimator.cs", "Evaluation/OffPolicy/OffPolicyTable.cs", "Evaluation/Proxies/ProxyRanking.cs",
        "Telemetry/",
    ];

    /// <summary>The files of the library.</summary>
    public static IReadOnlyList<SourceFile> Library { get; } = Folder(LibraryFolder);

    /// <summary>
    /// The files whose messages users see: those of the library and of its packages for Parquet files and MPI. Findings of a diagnosis, tables of estimates
    /// and descriptions of instruments have pages of their own.
    /// </summary>
    public static IEnumerable<SourceFile> WithMessages
        => Library.Concat(Folder($"{LibraryFolder}.Parquet")).Concat(Folder($"{LibraryFolder}.Mpi"))
            .Where(file => !Reports.Any(report => file.Path.StartsWith(report, StringComparison.Ordinal)));

    /// <summary>All files that people wrote.</summary>
    public static IReadOnlyList<SourceFile> Everything { get; } = [.. new[] { "src", "tests", "samples", "eng" }.SelectMany(Folder)];

    /// <summary>The layer, which is the first folder, or empty for a file in the folder of the project.</summary>
    public string Layer => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    public SyntaxTree Tree => field ??= CSharpSyntaxTree.ParseText(Text, path: Path);

    public IEnumerable<T> Nodes<T>() where T : SyntaxNode => Tree.GetRoot().DescendantNodes().OfType<T>();

    /// <summary>The types that are not nested.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes
        => Nodes<MemberDeclarationSyntax>()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
                && node.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax);

    public int LineOf(SyntaxNode node) => Tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;

    private static SourceFile[] Folder(string name)
    {
        var folder = System.IO.Path.Combine(Repository.Root, name);
        return Directory.Exists(folder)
            ? [.. RepositoryFiles.In(folder, "*.cs")
                .Select(file => new SourceFile(System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)))]
            : [];
    }
}
