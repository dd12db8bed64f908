using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>Compiles C# text against everything this process has loaded or could load, plus what the caller adds.</summary>
internal static class Compiler
{
    private static readonly MetadataReference[] Platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The image of a library, or an exception that lists the compiler's errors.</summary>
    public static byte[] Compile(string assemblyName, IEnumerable<SyntaxTree> sources, params IEnumerable<byte[]> references)
        => Emit(assemblyName, sources, references, OutputKind.DynamicallyLinkedLibrary);

    /// <inheritdoc cref="Compile(string, IEnumerable{SyntaxTree}, IEnumerable{byte[]})"/>
    public static byte[] Compile(string assemblyName, string source, params IEnumerable<byte[]> references)
        => Compile(assemblyName, [CSharpSyntaxTree.ParseText(source)], references);

    /// <summary>The image of a program with top-level statements.</summary>
    public static byte[] CompileProgram(string assemblyName, IEnumerable<SyntaxTree> sources)
        => Emit(assemblyName, sources, [], OutputKind.ConsoleApplication);

    private static byte[] Emit(string assemblyName, IEnumerable<SyntaxTree> sources, IEnumerable<byte[]> references, OutputKind kind)
    {
        var options = new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable);
        MetadataReference[] all = [.. Platform, .. references.Select(image => MetadataReference.CreateFromImage(image))];
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create(assemblyName, sources, all, options).Emit(image);
        return result.Success
            ? image.ToArray()
            : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)));
    }
}
