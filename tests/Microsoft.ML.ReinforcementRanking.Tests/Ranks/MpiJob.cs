using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Runs a static method of this assembly as the processes of an MPI job on this machine.</summary>
internal static class MpiJob
{
    /// <summary>Skips the test if Open MPI is missing.</summary>
    public static void Require()
        => Skip.IfNot((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "mpirun"))),
            "Open MPI is not on this machine");

    public static ChildResult Run(int ranks, Action<string[]> method, params string[] arguments)
    {
        Require();
        var job = Mpirun.Job(ranks, "none",
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(MpiJob).Assembly.Location,
            method.Method.DeclaringType!.FullName!, method.Method.Name, .. arguments,
        ]);
        (job.WorkingDirectory, job.RedirectStandardError) = (AppContext.BaseDirectory, true);
        using var process = Process.Start(job)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }
}
