using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Runs work on threads of its own, which start at the same time.</summary>
internal static class Workers
{
    /// <summary>Runs the work once for each thread, and returns the seconds until the last one is done.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="work">The work, which gets the index of its thread.</param>
    public static double Seconds(int threads, Action<int> work)
    {
        using var start = new ManualResetEventSlim();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            start.Wait();
            work(index);
        }))];
        Array.ForEach(workers, worker => worker.Start());
        var clock = Stopwatch.StartNew();
        start.Set();
        Array.ForEach(workers, worker => worker.Join());
        return clock.Elapsed.TotalSeconds;
    }
}
