using System.Diagnostics;
using MultiTask.Data;
using ShortVideo.Data;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Gives damaged files to all readers in turn, and reports what came of them.</summary>
internal static class ReaderFuzzer
{
    private const int Between = 100_000;

    // Of 20 cases, the readers of tables get 15, and that of Parquet 1, because it takes the longest.
    private static readonly int[] Turns = [0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0, 1, 0, 2, 0, 1, 0, 2, 1, 3];

    public static int Run(FuzzRun run)
    {
        var root = Directory.CreateTempSubdirectory("fuzz-");
        try
        {
            return Run(run,
            [
                new TableTarget("KuaiRand", root.CreateSubdirectory("kuairand").FullName, folder => KuaiRandReader.Read(folder)),
                new TableTarget("RetailRocket", root.CreateSubdirectory("retailrocket").FullName, folder => RetailRocketReader.Read(folder)),
                new CheckpointTarget(root.CreateSubdirectory("checkpoints").FullName),
                new ParquetTarget(root.CreateSubdirectory("parquet").FullName),
            ]);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static int Run(FuzzRun run, ReaderTarget[] targets)
    {
        foreach (var (target, seed) in targets.SelectMany(target => target.Seeds.Select(seed => (target, seed))))
        {
            if (target.Run(seed, seed.Bytes) is not null || target.Refused > 0)
                throw new InvalidOperationException($"The intact file {seed.Name} has a problem.");
        }
        var (problems, watch) = (new Problems(run.Keep, ".input"), Stopwatch.StartNew());
        using var watchdog = new Watchdog();
        long tried = 0;
        for (; tried < run.Count && watch.Elapsed.TotalSeconds < run.Seconds; tried++)
        {
            var number = run.First + tried;
            var random = new Random(unchecked((int)(run.Seed * 7_368_787L + number * 2_654_435_761L ^ number >> 16)));
            var target = targets[Turns[number % Turns.Length]];
            var seed = target.Seeds[random.Next(target.Seeds.Count)];
            var damaged = ReaderMutator.Mutate(seed, random);
            var name = $"{seed.Name}, case {number}";
            watchdog.Begin(name);
            if (target.Run(seed, damaged) is { } problem)
                problems.Add(problem, name, damaged);
            if ((tried + 1) % Between == 0)
                Console.WriteLine($"{tried + 1} files in {watch.Elapsed.TotalSeconds:0} s, {problems.Total} with a problem");
        }
        Console.WriteLine($"{tried} files in {watch.Elapsed.TotalSeconds:0} s, {problems.Total} with a problem");
        foreach (var target in targets)
        {
            Console.WriteLine($"{target.Name}: refused {target.Refused}, accepted {target.Accepted - target.Seeds.Count}, "
                + $"at most {target.LargestRead / 1048576.0:0.0} MB and {target.SlowestRead.TotalSeconds:0.00} s");
        }
        problems.Report();
        return problems.Total == 0 ? 0 : 1;
    }
}
