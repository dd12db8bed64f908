using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>Compiles C# text with references to everything that this process has loaded or can load, and to what the caller adds.</summary>
internal static class Compiler
{
    private static readonly MetadataReference[] Platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Compiles a library, and returns its image. The exception lists the errors of the compiler.</summary>
    public static byte[] Compile(string assemblyName, string source, params IEnumerable<byte[]> references)
        => Emit(Create(assemblyName, [CSharpSyntaxTree.ParseText(source)], references));

    /// <summary>Compiles a program with top-level statements, and returns its image. The exception lists the errors of the compiler.</summary>
    public static byte[] CompileProgram(string assemblyName, string source)
        => Emit(Create(assemblyName, [CSharpSyntaxTree.ParseText(source)], kind: OutputKind.ConsoleApplication));

    /// <summary>Creates a compilation for semantic analysis, which can contain errors.</summary>
    public static CSharpCompilation Create(
        string assemblyName,
        IEnumerable<SyntaxTree> sources,
        IEnumerable<byte[]>? references = null,
        OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        MetadataReference[] all = [.. Platform, .. (references ?? []).Select(image => MetadataReference.CreateFromImage(image))];
        return CSharpCompilation.Create(assemblyName, sources, all, new(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static byte[] Emit(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success
            ? image.ToArray()
            : throw new InvalidOperationException(
                string.Join(Environment.NewLine, result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)));
    }
}
