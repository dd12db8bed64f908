using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Represents a disk of a few kilobytes, which is full soon. It is a file system in memory that only one process and its children see, so that it goes with the
/// process. Only root can make one.
/// </summary>
internal sealed class SmallDisk(string path)
{
    private const int Kilobytes = 24;

    public string Path { get; } = path;

    /// <summary>Runs a static method of this assembly in a process that has the disk at a path, which the method gets as its argument.</summary>
    public static ChildResult Run(Action<string[]> method, string path)
    {
        string[] unshare = ["--mount", "--propagation", "private"];
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && TryRun("unshare", [.. unshare, "true"]),
            "this user cannot make a file system");
        Directory.CreateDirectory(path);
        string[] mount = ["mount", "-t", "tmpfs", "-o", Size(Kilobytes), "none", path];
        string[] program =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(SmallDisk).Assembly.Location,
            method.Method.DeclaringType!.FullName!, method.Method.Name, path,
        ];
        const string Script = """count=$1; shift; "${@:1:count}" && exec "${@:count+1}" """;
        string[] command = [.. unshare, "bash", "-c", Script, "disk", mount.Length.ToString(CultureInfo.InvariantCulture), .. mount, .. program];
        using var process = Process.Start(new ProcessStartInfo("unshare", command)
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Makes the disk large enough for everything.</summary>
    public void Enlarge() => TryRun("mount", ["-o", $"remount,{Size(64 * 1024)}", Path]).Should().BeTrue();

    /// <summary>Fills what is left of the disk.</summary>
    public void Fill()
    {
        using var file = new FileStream(System.IO.Path.Combine(Path, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // The disk is full now.
        }
    }

    private static string Size(int kilobytes) => string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k");

    private static bool TryRun(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
