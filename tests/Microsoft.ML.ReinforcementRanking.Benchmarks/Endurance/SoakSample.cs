using System.Diagnostics;
using System.Globalization;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Endurance;

/// <summary>Contains what the process holds after a round over all trainers.</summary>
internal sealed record SoakSample(
    double Minutes, int Fits, long Passes, long Different, long ResidentBytes, long ManagedBytes, int Handles, int Threads, long Tensors, int Files)
{
    /// <summary>The growth of resident memory, from the middle of the run to its end, that is taken for chance.</summary>
    private const double ResidentTolerance = 0.05;

    /// <summary>The pool of threads changes their number by a few.</summary>
    private const int ThreadTolerance = 4;

    public const string Header = """
        | minutes | fits | passes over the log | different passes | resident MB | managed MB | handles | threads | live tensors | files left |
        |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """;

    public static SoakSample Take(TimeSpan time, int fits, SoakServer server, string folder)
    {
        // What waits for a finalizer is not held.
        for (var turn = 0; turn < 2; turn++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return new(time.TotalMinutes, fits, server.Passes, server.Different, process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false),
            process.HandleCount, process.Threads.Count, torch.Tensor.TotalCount, Directory.GetFileSystemEntries(folder).Length);
    }

    /// <summary>Names what is more at the end than in the middle of a run, and passes and files that must not be.</summary>
    public static IEnumerable<string> FindGrowth(IReadOnlyList<SoakSample> samples)
    {
        var (middle, last) = (samples[samples.Count / 2], samples[^1]);
        (string Name, double Before, double Now)[] limits =
        [
            ("different passes", 0, last.Different), ("files left", 0, last.Files), ("live tensors", middle.Tensors, last.Tensors),
            ("handles", middle.Handles + ThreadTolerance, last.Handles), ("threads", middle.Threads + ThreadTolerance, last.Threads),
            ("resident bytes", middle.ResidentBytes * (1 + ResidentTolerance), last.ResidentBytes),
        ];
        return limits.Where(limit => limit.Now > limit.Before)
            .Select(limit => string.Create(CultureInfo.InvariantCulture, $"{limit.Name}: {limit.Now} at the end, and at most {limit.Before} are allowed"));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"| {Minutes:F1} | {Fits} | {Passes} | {Different} | {ResidentBytes / 1e6:F0} | {ManagedBytes / 1e6:F1} | {Handles} | {Threads} | {Tensors} | "
            + $"{Files} |");
}
