using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Fits models while four threads allocate memory as fast as they can, in one process for each kind of garbage collection. No process may crash, and every
/// model must have the same bytes as a model that was fitted without these threads (docs/decisions/0010-kept-scalars.md).
/// </summary>
internal static class CrashStudy
{
    /// <summary>The command of the process that fits the models.</summary>
    public const string CommandName = "crash-mode";

    private const int Allocators = 4;

    private static readonly (string Name, (string Variable, string Value)[] Settings)[] Modes =
    [
        ("Server GC", [("DOTNET_gcServer", "1")]),
        ("Workstation GC", [("DOTNET_gcServer", "0"), ("DOTNET_gcConcurrent", "1")]),
        ("heap limit of 512 MB", [("DOTNET_GCHeapHardLimit", "0x20000000")]),
    ];

    public static int Run(int fits)
    {
        var failures = 0;
        foreach (var (name, settings) in Modes)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, [CommandName, fits.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
            };
            foreach (var (variable, value) in settings)
                start.Environment[variable] = value;
            using var process = Process.Start(start)!;
            var report = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            failures += process.ExitCode == 0 ? 0 : 1;
            Console.WriteLine($"{name}: {(process.ExitCode == 0 ? report.Trim() : $"The exit code is {process.ExitCode}. {report.Trim()}")}");
        }
        return failures;
    }

    public static int RunMode(int fits)
    {
        string[] undisturbed = [.. BusyFits.Kinds.Select(kind => kind())];
        using var end = new CancellationTokenSource();
        Thread[] allocators = [.. Enumerable.Range(0, Allocators).Select(seed => new Thread(() => Allocate(seed, end.Token)) { IsBackground = true })];
        var (clock, collections, allocated) = (Stopwatch.StartNew(), GC.CollectionCount(0), GC.GetTotalAllocatedBytes());
        Array.ForEach(allocators, allocator => allocator.Start());
        var different = 0;
        for (var fit = 0; fit < fits; fit++)
        {
            if (BusyFits.Kinds[fit % undisturbed.Length]() != undisturbed[fit % undisturbed.Length])
                different++;
            if (fit % 10 == 9)
                Console.Error.Write($"\r{fit + 1} fits");
        }
        end.Cancel();
        Array.ForEach(allocators, allocator => allocator.Join());
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{fits} fits in {seconds:F0} s, {different} different models, {GC.CollectionCount(0) - collections} garbage collections, " +
            $"{(GC.GetTotalAllocatedBytes() - allocated) / seconds / 1e6:F0} MB/s allocated"));
        return different == 0 ? 0 : 1;
    }

    private static void Allocate(int seed, CancellationToken end)
    {
        var random = new Random(seed);
        var kept = new byte[64][];
        while (!end.IsCancellationRequested)
            kept[random.Next(kept.Length)] = new byte[random.Next(100, 100_000)];
    }
}
