using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Runs a static method of this assembly as the processes of an MPI job on this machine, which talk to one another over the loopback device.</summary>
internal static class MpiJob
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists);

    /// <summary>Skips the test if Open MPI is missing.</summary>
    public static void Require() => Skip.If(Program is null, "Open MPI is not on this machine");

    public static ChildResult Run(int ranks, Action<string[]> method, params string[] arguments)
    {
        Require();
        string[] command =
        [
            "-n", $"{ranks}", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "--mca", "btl", "self,vader,tcp",
            "--mca", "btl_tcp_if_include", "lo", "--mca", "oob_tcp_if_include", "lo",
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(MpiJob).Assembly.Location,
            method.Method.DeclaringType!.FullName!, method.Method.Name, .. arguments,
        ];
        using var process = Process.Start(new ProcessStartInfo(Program!, command)
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1" },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }
}
