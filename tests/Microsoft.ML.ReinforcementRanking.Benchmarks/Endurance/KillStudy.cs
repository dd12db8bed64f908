using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Endurance;

/// <summary>
/// Kills fits with checkpoints at random moments, in processes of their own and without any warning (SIGKILL), until they succeed. Every model must have the
/// bytes of the model of a fit that was not killed.
/// </summary>
internal static class KillStudy
{
    /// <summary>The command of the process that fits.</summary>
    public const string CommandName = "kill-fit";

    private const string Started = "started";

    public static int Run(int killsPerTrainer)
    {
        var different = 0;
        Console.WriteLine("| trainer | kills | after a checkpoint | while one was written | models | different models |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var (number, trainer) in ContractTrainers.All.Index())
        {
            var folder = Directory.CreateTempSubdirectory("kill-study-");
            var result = Kill(trainer, Path.Combine(folder.FullName, "fit"), killsPerTrainer, new(number));
            folder.Delete(recursive: true);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {trainer.Name} | {result.Kills} | {result.WithCheckpoint} | {result.Unfinished} | {result.Models} | {result.Different} |"));
            different += result.Different;
        }
        return different;
    }

    /// <summary>Fits with checkpoints in a folder, and prints the hash of the model.</summary>
    public static int Fit(string name, string folder)
    {
        Console.WriteLine(Started);
        Console.WriteLine(Hash(ContractTrainers.Named(name), new() { Epochs = 30, CheckpointDirectory = folder }));
        return 0;
    }

    private static KillResult Kill(ContractTrainer trainer, string folder, int kills, Random random)
    {
        var expected = Hash(trainer, new() { Epochs = 30 });
        var clock = Stopwatch.StartNew();
        var result = new KillResult();
        void Add(string? model)
        {
            result.Models += model is null ? 0 : 1;
            result.Different += model is null || model == expected ? 0 : 1;
        }
        Add(FitInProcess(trainer.Name, folder, Timeout.InfiniteTimeSpan));
        var duration = clock.Elapsed;
        while (result.Kills < kills)
        {
            var model = FitInProcess(trainer.Name, folder, random.NextDouble() * duration);
            Add(model);
            if (model is not null)
                continue;
            result.Kills++;
            result.WithCheckpoint += Has(folder, "*.checkpoint") ? 1 : 0;
            result.Unfinished += Has(folder, "*.unfinished") ? 1 : 0;
        }
        Add(FitInProcess(trainer.Name, folder, Timeout.InfiniteTimeSpan));
        return result;
    }

    private static bool Has(string folder, string pattern) => Directory.Exists(folder) && Directory.GetFiles(folder, pattern).Length > 0;

    /// <summary>Fits in a new process, which is killed after a time. Returns the hash of the model, or null if the process was killed.</summary>
    private static string? FitInProcess(string name, string folder, TimeSpan life)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [CommandName, name, folder]) { RedirectStandardOutput = true })!;
        if (process.StandardOutput.ReadLine() != Started)
            throw new InvalidOperationException("The process that fits cannot start.");
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(life))
        {
            process.Kill();
            process.WaitForExit();
        }
        else if (process.ExitCode != 0)
            throw new InvalidOperationException($"The fit failed with exit code {process.ExitCode}.");
        // A process that was killed after it had printed its model has a model.
        return output.Result.EndsWith('\n') ? output.Result.Trim() : null;
    }

    private static string Hash(ContractTrainer trainer, FitSettings settings)
    {
        var model = trainer.Fit(settings);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ModelBytes.OfFile(model, new MLContext().View().Schema))));
    }

    private sealed class KillResult
    {
        public int Kills { get; set; }

        public int WithCheckpoint { get; set; }

        public int Unfinished { get; set; }

        public int Models { get; set; }

        public int Different { get; set; }
    }
}
