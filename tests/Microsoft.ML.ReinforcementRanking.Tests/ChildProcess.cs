using System.Diagnostics;
using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>
/// Runs a static method of this assembly in a new process, for what one process cannot show: a model loaded where nothing was trained,
/// or a machine without libtorch. Started as a program, this assembly calls the method that its first two arguments name.
/// </summary>
internal static class ChildProcess
{
    /// <summary>Runs <paramref name="method"/> beside the same files as this process.</summary>
    public static ChildResult Run(Action<string[]> method, params string[] arguments) => Start(AppContext.BaseDirectory, method, arguments);

    /// <summary>Runs <paramref name="method"/> in a folder that holds this process's files except those of libtorch.</summary>
    public static ChildResult RunWithoutTorch(Action<string[]> method, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("without-torch-");
        try
        {
            // Not the .deps.json: it would lead the host to libtorch in the package cache.
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
        // Not this process's own program: on Windows that is the test host.
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

/// <summary>How a child process ended, and what it wrote.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Error);
