using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;

namespace ShortVideo;

/// <summary>
/// Runs the sample: it reads a log, trains on its first part, chooses settings on its second part, reports on its third part, saves the policy, and scores
/// in another process.
/// </summary>
internal static class Job
{
    public static void Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(arguments.Output);
        var folder = arguments.Data ?? SimulatedData.Write(arguments.Output, arguments.Seed);
        var ml = new MLContext(arguments.Seed);
        WarningDisplay.ShowLog(ml);
        var prepared = PreparedLog.Read(ml, folder);
        var log = prepared.Log;
        AnsiConsole.WriteLine(
            $"The log in {folder} has {log.Exposures.Count:N0} {(log.IsRandom ? "random " : "")}exposures, {log.Users.Count:N0} users, and "
                + $"{log.Videos.Count:N0} videos.");
        var policy = prepared.Study(ml, arguments.Seed).Run().Tscac.Policy;

        SavedModel.Save(ml, new TransformerChain<ITransformer>(prepared.Preparation.Rows, policy), prepared.Data.Parts.Training, prepared.State,
            arguments.Output);
        AnsiConsole.WriteLine($"The files model.zip and state.json are saved in {Path.GetFullPath(arguments.Output)}.");
        SavedModel.ScoreInNewProcess(folder, arguments.Output);
        var memory = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        AnsiConsole.WriteLine($"The run took {clock.Elapsed:m\\:ss} minutes and at most {memory:N0} MiB of memory.");
    }
}
