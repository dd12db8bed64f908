using System.Diagnostics;
using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>
/// Runs a static method of this assembly in a new process, to test what one process cannot show: a model that is loaded where nothing was trained, or a
/// machine without libtorch. When this assembly is started as a program, it calls the method that its first two arguments name.
/// </summary>
internal static class ChildProcess
{
    /// <summary>Runs <paramref name="method"/> with the same files as this process.</summary>
    public static ChildResult Run(Action<string[]> method, params string[] arguments) => Start(AppContext.BaseDirectory, method, arguments);

    /// <summary>Runs <paramref name="method"/> in a folder with the files of this process, except those of libtorch.</summary>
    public static ChildResult RunWithoutTorch(Action<string[]> method, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("without-torch-");
        try
        {
            // The .deps.json is left out, because the host would find libtorch in the package cache with it.
            foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(file => IsManaged(file) || IsOfMLNet(file)))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            return Start(folder.FullName, method, arguments);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsManaged(string file)
        => file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal) || (file.EndsWith(".dll", StringComparison.Ordinal) && HasAssemblyName(file));

    private static bool IsOfMLNet(string file)
        => Path.GetFileNameWithoutExtension(file) is "libCpuMathNative" or "CpuMathNative" or "libLdaNative" or "LdaNative";

    private static bool HasAssemblyName(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file).Name is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static ChildResult Start(string folder, Action<string[]> method, string[] arguments)
    {
        var assembly = Path.Combine(folder, Path.GetFileName(typeof(ChildProcess).Assembly.Location));
        string[] command = ["exec", assembly, method.Method.DeclaringType!.FullName!, method.Method.Name, .. arguments];
        // The program of this process cannot be used, because on Windows it is the test host.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, command)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }

    private static void Main(string[] arguments)
        => Type.GetType(arguments[0], throwOnError: true)!
            .GetMethod(arguments[1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Action<string[]>>()(arguments[2..]);
}

/// <summary>Represents the exit code and the output of a child process.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Error);
