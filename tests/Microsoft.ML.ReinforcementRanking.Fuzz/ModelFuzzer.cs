using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Specifies which damaged files are tried.</summary>
internal sealed record FuzzRun(int Seed, long First, long Count, double Seconds, string? Keep);

/// <summary>Tries damaged model files one after the other, and reports what came of them.</summary>
internal static class ModelFuzzer
{
    private const int Between = 50_000;

    public static int Run(FuzzRun run)
    {
        var paths = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Models"), "*.model");
        ModelSeed[] seeds = [.. paths.Order(StringComparer.Ordinal).Select(path => new ModelSeed(path))];
        var (target, mutator, watch) = (new ModelTarget(), new ModelMutator(seeds), Stopwatch.StartNew());
        foreach (var seed in seeds.Where(seed => target.Run(seed, seed.With(seed.Payload)) is not null || target.Refused > 0))
            throw new InvalidOperationException($"The intact file {seed.Name} has a problem.");
        var problems = new Problems(run.Keep, ".model");
        Dictionary<string, long> damages = [];
        long tried = 0, bytes = 0;
        for (; tried < run.Count && watch.Elapsed.TotalSeconds < run.Seconds; tried++)
        {
            var (seed, payload, damage) = mutator.Mutate(run.Seed, run.First + tried);
            var file = seed.With(payload);
            bytes += file.Length;
            damages[damage] = damages.GetValueOrDefault(damage) + 1;
            if (target.Run(seed, file) is { } problem)
                problems.Add(problem, $"{seed.Name}, case {run.First + tried}", file);
            if ((tried + 1) % Between == 0)
                Console.WriteLine($"{tried + 1} files in {watch.Elapsed.TotalSeconds:0} s, {problems.Total} with a problem");
        }
        Report(target, tried, bytes, watch.Elapsed, problems, damages, seeds.Length);
        return problems.Total == 0 ? 0 : 1;
    }

    private static void Report(
        ModelTarget target, long tried, long bytes, TimeSpan elapsed, Problems problems, Dictionary<string, long> damages, int seeds)
    {
        Console.WriteLine();
        Console.WriteLine($"{tried} files from {seeds} seeds, {(double)bytes / Math.Max(1, tried) / 1024:0.0} KB on average, in {elapsed.TotalSeconds:0} s");
        Console.WriteLine($"refused {target.Refused}, loaded and scored {target.Scored - seeds}, with a problem {problems.Total}");
        Console.WriteLine($"load: at most {target.LargestLoad / 1048576.0:0.0} MB and {target.SlowestLoad.TotalSeconds:0.00} s");
        Console.WriteLine($"scoring: at most {target.LargestScoring / 1048576.0:0.0} MB and {target.SlowestScoring.TotalSeconds:0.00} s");
        Console.WriteLine($"last damage: {string.Join(", ", damages.OrderByDescending(damage => damage.Value).Select(damage => (damage.Key, damage.Value)))}");
        problems.Report();
    }
}
