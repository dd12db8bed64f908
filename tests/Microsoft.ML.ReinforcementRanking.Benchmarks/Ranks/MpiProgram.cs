using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Runs this program as the processes of an MPI job on this machine. Each of them computes on one thread, on a core of its own.</summary>
internal static class MpiProgram
{
    /// <summary>Runs a job to its end, and returns what rank 0 wrote.</summary>
    /// <exception cref="InvalidOperationException">The job failed.</exception>
    public static string Run(int ranks, params IEnumerable<string> words)
    {
        using var process = Start(ranks, words);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"mpirun ended with exit code {process.ExitCode}. Its error is above.");
    }

    /// <summary>Starts a job whose ranks talk to one another over shared memory or the loopback device.</summary>
    public static Process Start(int ranks, params IEnumerable<string> words) => Process.Start(new ProcessStartInfo("mpirun",
    [
        "-n", ranks.ToString(CultureInfo.InvariantCulture), "--allow-run-as-root", "--oversubscribe", "--bind-to", "core:overload-allowed",
        "--mca", "btl", "self,vader,tcp", "--mca", "btl_tcp_if_include", "lo", "--mca", "oob_tcp_if_include", "lo",
        Environment.ProcessPath!, .. words,
    ])
    {
        RedirectStandardOutput = true,
        // mpirun gives rank 0 a terminal, to which .NET would write control codes.
        Environment = { ["OMP_NUM_THREADS"] = "1", ["TERM"] = "dumb" },
    })!;
}
