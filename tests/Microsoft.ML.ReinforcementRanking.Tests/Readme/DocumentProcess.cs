using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests.Readme;

/// <summary>Runs a program of the documentation in a process of its own, because such programs write files to their folder.</summary>
internal static class DocumentProcess
{
    private const string AssemblyName = "Document";

    /// <summary>Compiles and runs a program in a folder of its own, which is deleted after it.</summary>
    public static ChildResult Run(string program)
    {
        var folder = Directory.CreateTempSubdirectory("document-");
        try
        {
            return Run(program, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Compiles and runs a program in a folder, which keeps what the program writes.</summary>
    public static ChildResult Run(string program, string folder)
    {
        var assembly = Path.Combine(folder, $"{AssemblyName}.dll");
        File.WriteAllBytes(assembly, Compiler.CompileProgram(AssemblyName, program));
        return ChildProcess.Run(RunAssembly, assembly);
    }

    private static void RunAssembly(string[] arguments)
    {
        Directory.SetCurrentDirectory(Path.GetDirectoryName(arguments[0])!);
        var entry = Assembly.LoadFrom(arguments[0]).EntryPoint!;
        entry.Invoke(null, BindingFlags.DoNotWrapExceptions, null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], null);
    }
}
