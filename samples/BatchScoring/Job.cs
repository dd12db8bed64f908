using System.Diagnostics;
using System.Globalization;
using JointFit.Shards;

namespace BatchScoring;

/// <summary>
/// Runs the sample: it scores the shards of this process one after the other, and leaves out those that were scored before. A shard that cannot be scored
/// does not keep the others waiting.
/// </summary>
internal static class Job
{
    private const int SimulatedSeed = 2;
    private const int SimulatedShards = 4;
    private const int SimulatedRowsPerShard = 20_000;

    /// <returns>The exit code: 0 if all shards of this process are scored, and 1 if some could not be.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled. Complete files stay, and another run goes on from there.</exception>
    public static async Task<int> Run(Arguments arguments, IProgress<ShardProgress> progress, CancellationToken token)
    {
        Directory.CreateDirectory(arguments.Output);
        return await (arguments.Model is null ? Simulate(arguments.Output, progress, token) : Score(arguments, progress, token));
    }

    /// <summary>Fits a model to simulated rows, unless an earlier run has, and scores other ones.</summary>
    private static async Task<int> Simulate(string output, IProgress<ShardProgress> progress, CancellationToken token)
    {
        var fit = new JointFit.Arguments { Output = Path.Combine(output, "fit") };
        var model = Path.Combine(fit.Output, JointFit.Job.ModelName);
        if (!File.Exists(model))
            JointFit.Job.Run(fit, token);
        var data = await SimulatedVisits.Write(Path.Combine(output, "visits"), SimulatedSeed, SimulatedShards, SimulatedRowsPerShard, token);
        return await Score(new() { Model = model, Data = data, Output = Path.Combine(output, "scored") }, progress, token);
    }

    private static async Task<int> Score(Arguments arguments, IProgress<ShardProgress> progress, CancellationToken token)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(arguments.Output);
        if (FullPath(arguments.Output) == FullPath(arguments.Data!))
            throw new InvalidDataException($"--output and --data are the same folder, '{arguments.Output}'. Name another --output, so that shards stay.");
        var shards = ShardFolder.Find(arguments.Data!);
        var own = arguments.Share.Of(shards);
        Console.WriteLine($"Process {arguments.Share.Index} of {arguments.Share.Count} ({arguments.Share.Source}) has {own.Length} of {shards.Length} shards.");
        if (own.Length == 0)
            return 0;
        var scorer = await ShardScorer.Load(arguments.Model!, token);
        var (scored, failed, rows) = (0, 0, 0L);
        foreach (var (place, shard) in own.Index())
        {
            try
            {
                var count = await Score(scorer, arguments, shard, state => progress.Report(state with { Number = place + 1, Shards = own.Length }), token);
                scored += count is null ? 0 : 1;
                rows += count ?? 0;
            }
            catch (Exception problem) when (ShortVideo.CommandLine.IsOfTheData(problem))
            {
                failed++;
                await Console.Error.WriteLineAsync(problem.Message.ReplaceLineEndings(" "));
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scored} shards were scored, {own.Length - scored - failed} were scored before, and "
            + $"{failed} failed. {ConsoleProgress.Rate(rows, clock.Elapsed)}."));
        return failed == 0 ? 0 : 1;
    }

    // A shell that completes the name of a folder ends it with a separator.
    private static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static async Task<long?> Score(ShardScorer scorer, Arguments arguments, string shard, Action<ShardProgress> report, CancellationToken token)
    {
        var clock = Stopwatch.StartNew();
        var name = Path.GetFileName(shard);
        void Report(long rows, ShardState state) => report(new(name, 0, 0, rows, clock.Elapsed, state));
        var progress = new DirectProgress(rows => Report(rows, ShardState.Going));
        var count = await scorer.Score(shard, Path.Combine(arguments.Output, name), arguments.Columns, progress, token);
        Report(count ?? 0, count is null ? ShardState.ScoredBefore : ShardState.Scored);
        return count;
    }

    /// <summary>Reports at once, on the thread that scores.</summary>
    private sealed class DirectProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
