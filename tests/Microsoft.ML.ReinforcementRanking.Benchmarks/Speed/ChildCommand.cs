using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Starts processes of this program. They end when their standard input does, so that none of them is left if this process ends early.</summary>
internal static class ChildCommand
{
    public static Process Start(params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, words) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    public static void End(Process process)
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
