using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ShortVideo;
using ShortVideo.Online;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>
/// Computes the parts of the tables, each of which is one log with one seed. Every part has a process of its own, and two run at the same time, because
/// the small steps of libtorch gain little from a second core.
/// </summary>
internal static class TableParts
{
    public const string CommandName = "tables-part";

    private const int Processes = 2;
    private const int SessionsPerUser = 10;

    /// <summary>Computes a part in a child process. The log is the folder of KuaiRand, or the number of simulated users.</summary>
    public static void Run(string log, int seed, string output)
    {
        var clock = Stopwatch.StartNew();
        var result = int.TryParse(log, CultureInfo.InvariantCulture, out var users) ? RunSimulated(users, seed) : RunKuaiRand(log, seed);
        File.WriteAllText(output, JsonSerializer.Serialize(result with { Seconds = clock.Elapsed.TotalSeconds }));
    }

    /// <summary>Computes all parts, and returns their results in order.</summary>
    public static IReadOnlyList<TableResult> RunAll(IReadOnlyList<(string Log, int Seed)> parts)
    {
        var folder = Directory.CreateTempSubdirectory("tables-");
        try
        {
            var results = new TableResult[parts.Count];
            // Each process takes one part at a time. With the ranges of Parallel.For, one process would end much earlier than the other.
            Parallel.ForEach(Partitioner.Create(parts.Index(), EnumerablePartitionerOptions.NoBuffering), new() { MaxDegreeOfParallelism = Processes },
                part => results[part.Index] = RunInChild(part.Item, Path.Combine(folder.FullName, $"{part.Index}.json")));
            return results;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TableResult RunInChild((string Log, int Seed) part, string output)
    {
        var program = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(TableParts).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. assembly, CommandName, part.Log, part.Seed.ToString(CultureInfo.InvariantCulture), output]);
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<TableResult>(File.ReadAllText(output))!
            : throw new InvalidOperationException($"The process of log {part.Log} and seed {part.Seed} failed. Its exit code is {process.ExitCode}.");
    }

    private static TableResult RunKuaiRand(string folder, int seed)
    {
        var ml = new MLContext(seed);
        return new LogStudy(new(ml, PreparedLog.Read(ml, folder)), TableSettings.KuaiRand, truth: null).Run();
    }

    /// <summary>Computes a part on a simulated log. Each seed is a different world, with other users, videos, and logs.</summary>
    private static TableResult RunSimulated(int users, int seed)
    {
        var size = new SimulatedLogOptions { Users = users, SessionsPerUser = SessionsPerUser };
        var folder = Directory.CreateTempSubdirectory("tables-log-");
        try
        {
            SimulatedLog.Write(folder.FullName, seed, size);
            var ml = new MLContext(seed);
            var prepared = PreparedLog.Read(ml, folder.FullName);
            var service = new OnlineService(SessionEnvironment.Create(seed, size), prepared);
            return new LogStudy(new(ml, prepared), TableSettings.Simulated, new TrueValues(service, size, seed).Of).Run();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
