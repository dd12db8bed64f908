using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Large;

/// <summary>
/// Trains on a log that is larger than its memory, evaluates the policy on it, and shows the peak of anonymous memory. It does so in two processes, which
/// are in a control group where one can be made.
/// </summary>
internal static class LargeStudy
{
    /// <summary>The command of the process that is measured.</summary>
    public const string CommandName = "large-run";

    private const int Seed = 1;
    private const string None = "none";
    private const string Training = "train";
    private const string Evaluation = "evaluate";

    public static int Run(double gigabytes, double limit, int rowsPerSession, string folder)
    {
        var log = Path.Combine(Directory.CreateDirectory(folder).FullName, "log.idv");
        var rows = (int)(gigabytes * 1e9 / LargeLog.BytesPerRow / rowsPerSession) * rowsPerSession;
        var clock = Stopwatch.StartNew();
        if (!File.Exists(log))
            LargeLog.Write(log, rows, Seed, rowsPerSession);
        Report($"{rows} rows of {LargeLog.FeatureCount} features, {new FileInfo(log).Length / 1e9:F2} GB, written in {clock.Elapsed.TotalSeconds:F0} s");
        var megabytes = (int)(1024 * limit);
        if (!ControlGroup.TryCreate((long)megabytes << 20, out var group, out var problem))
        {
            Console.WriteLine(problem);
            return Start(Training, log, folder, megabytes, None) + Start(Evaluation, log, folder, megabytes, None);
        }
        using (group)
        {
            Console.WriteLine($"In the control group {group}:");
            return Start(Training, log, folder, megabytes, group.ToString()) + Start(Evaluation, log, folder, megabytes, group.ToString());
        }
    }

    /// <summary>Trains or evaluates once, in this process.</summary>
    public static int RunInProcess(string phase, string log, string folder, int megabytes, string group)
    {
        if (group != None)
            ControlGroup.Join(group);
        using var memory = new AnonymousMemory();
        var clock = Stopwatch.StartNew();
        var context = new MLContext(Seed);
        context.Log += (_, entry) =>
        {
            if (entry.Source.Contains("Cache", StringComparison.Ordinal) && entry.RawMessage.StartsWith("The training", StringComparison.Ordinal))
                Report($"read: {clock.Elapsed.TotalSeconds:F0} s, peak of RssAnon {memory.TakePeak():F0} MiB. {entry.RawMessage}");
        };
        var (data, file) = (context.Data.LoadFromBinary(log), Path.Combine(folder, "model.zip"));
        if (phase == Training)
        {
            var model = context.Ranking.Trainers.ActorCritic(Options(folder, megabytes)).Fit(data);
            Report($"train: {clock.Elapsed.TotalSeconds:F0} s, peak of RssAnon {memory.TakePeak():F0} MiB");
            context.Model.Save(model, data.Schema, file);
            return 0;
        }
        var scored = context.Model.Load(file, out _).Transform(data);
        var metrics = context.Ranking.EvaluateOffPolicy(
            scored, ["Label"], rowGroupColumnName: "Session", options: new() { CacheDirectory = CacheOf(folder), MaximumMemory = megabytes });
        Report($"evaluate: {clock.Elapsed.TotalSeconds:F0} s, peak of RssAnon {memory.TakePeak():F0} MiB");
        var response = metrics.Responses[0];
        Report($"logged mean {response.LoggedMean:F4}, of the policy {response.CappedSelfNormalizedIps.Value:F4}");
        return 0;
    }

    public static ActorCriticRankingTrainer.Options Options(string? folder, int? megabytes, int epochs = 1, int seed = Seed) => new()
    {
        ActionColumnName = nameof(LargeRow.Action),
        RowGroupColumnName = nameof(LargeRow.Session),
        PropensityColumnName = nameof(LargeRow.Propensity),
        HiddenUnits = [32],
        EmbeddingDimension = 8,
        BatchSize = 4096,
        NumberOfEpochs = epochs,
        Seed = seed,
        CacheDirectory = folder is null ? null : CacheOf(folder),
        MaximumMemory = megabytes,
    };

    private static string CacheOf(string folder) => Path.Combine(folder, "cache");

    private static int Start(string phase, string log, string folder, int megabytes, string group)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [CommandName, phase, log, folder, megabytes.ToString(CultureInfo.InvariantCulture), group]))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Report(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
