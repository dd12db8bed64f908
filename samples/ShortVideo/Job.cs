using System.Diagnostics;
using Microsoft.ML;
using ShortVideo.Evaluation;
using ShortVideo.Online;
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
        var folder = arguments.Data ?? SimulatedData.Write(arguments.Output, arguments.Seed, SimulatedData.Size);
        var ml = new MLContext(arguments.Seed);
        WarningDisplay.ShowLog(ml);
        var prepared = PreparedLog.Read(ml, folder);
        var log = prepared.Log;
        AnsiConsole.WriteLine(
            $"The log in {folder} has {log.Exposures.Count:N0} {(log.IsRandom ? "random " : "")}exposures, {log.Users.Count:N0} users, and "
                + $"{log.Videos.Count:N0} videos. Each video was chosen from {(log.HasCandidates ? "the candidates of its request" : "the whole catalog")}.");
        var study = prepared.Study(ml, arguments.Seed).Run();
        if (arguments.Data is null)
            Report.ShowServed(SimulatedData.Serve(prepared, arguments.Seed, [Arm.Uniform, .. study.Test.Select(policy => policy.Serve())]));

        SavedModel.Save(ml, prepared, study.Tscac.Policy, arguments.Output);
        var report = HtmlReport.Of(ml, prepared, study);
        report.Save(Path.Combine(arguments.Output, "report.html"));
        AnsiConsole.WriteLine(report.Verdict);
        AnsiConsole.WriteLine($"The files model.zip, state.json and report.html are saved in {Path.GetFullPath(arguments.Output)}.");
        SavedModel.ScoreInNewProcess(folder, arguments.Output);
        var memory = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        AnsiConsole.WriteLine($"The run took {clock.Elapsed:m\\:ss} minutes and at most {memory:N0} MiB of memory.");
    }
}
