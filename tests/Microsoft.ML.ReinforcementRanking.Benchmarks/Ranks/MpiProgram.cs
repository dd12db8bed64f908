using System.Diagnostics;
using Microsoft.ML.ReinforcementRanking.Tests.Ranks;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Runs this program as the processes of an MPI job, each on a core of its own if there are enough.</summary>
internal static class MpiProgram
{
    /// <summary>Runs a job to its end, and returns what rank 0 wrote.</summary>
    /// <exception cref="InvalidOperationException">The job failed.</exception>
    public static string Run(int ranks, params IEnumerable<string> words)
    {
        using var process = Process.Start(Mpirun.Job(ranks, "core:overload-allowed", [Environment.ProcessPath!, .. words]))!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"mpirun ended with exit code {process.ExitCode}. Its error is above.");
    }
}
