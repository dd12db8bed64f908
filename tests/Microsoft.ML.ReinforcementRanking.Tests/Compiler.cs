using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>Compiles C# text against everything this process has loaded or could load, plus what the caller adds.</summary>
internal static class Compiler
{
    private static readonly MetadataReference[] Platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The image of a library, or an exception that lists the compiler's errors.</summary>
    public static byte[] Compile(string assemblyName, string source, params IEnumerable<byte[]> references)
        => Emit(Create(assemblyName, [CSharpSyntaxTree.ParseText(source)], references));

    /// <summary>The image of a program with top-level statements, or an exception that lists the compiler's errors.</summary>
    public static byte[] CompileProgram(string assemblyName, string source)
        => Emit(Create(assemblyName, [CSharpSyntaxTree.ParseText(source)], kind: OutputKind.ConsoleApplication));

    /// <summary>A compilation whose meanings can be asked for, with or without errors.</summary>
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
