using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Describes MPI jobs on this machine, whose processes talk to one another over shared memory or the loopback device, on one thread each.</summary>
internal static class Mpirun
{
    /// <param name="ranks">The number of processes, which can be more than the machine has cores.</param>
    /// <param name="binding">What a process is bound to, such as <c>core:overload-allowed</c> or <c>none</c>.</param>
    /// <param name="command">The program of each process, and its arguments.</param>
    public static ProcessStartInfo Job(int ranks, string binding, params IEnumerable<string> command) => new("mpirun",
    [
        "-n", $"{ranks}", "--allow-run-as-root", "--oversubscribe", "--bind-to", binding, "--mca", "btl", "self,vader,tcp",
        "--mca", "btl_tcp_if_include", "lo", "--mca", "oob_tcp_if_include", "lo", .. command,
    ])
    {
        RedirectStandardOutput = true,
        // mpirun gives rank 0 a terminal, to which .NET would write control codes.
        Environment = { ["OMP_NUM_THREADS"] = "1", ["TERM"] = "dumb" },
    };
}
