using System.Diagnostics;
using AbTest.Arms;
using AbTest.Experiment;
using AbTest.Reports;
using Microsoft.ML;
using ShortVideo;
using ShortVideo.Online;
using ShortVideo.Simulator;
using Spectre.Console;

namespace AbTest;

/// <summary>The whole job: simulate a log, train the arms on it, serve the log's users with them, and report who did better.</summary>
internal static class Job
{
    /// <summary>Mean number of sessions of a user in the log: about sixteen videos.</summary>
    private const double LoggedSessions = 2;

    public static TestResult Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        var size = new SimulatedLogOptions { Users = arguments.Users, SessionsPerUser = LoggedSessions };
        var folder = SimulatedData.Folder(arguments.Output);
        SimulatedLog.Write(folder, arguments.Seed, size);
        var ml = new MLContext(arguments.Seed);
        var prepared = PreparedLog.Read(ml, folder);
        AnsiConsole.WriteLine($"{folder}: {prepared.Log.Exposures.Count:N0} random exposures of {size.Users:N0} users, {size.Videos:N0} videos");
        var arms = new ArmTrainer(ml, prepared, arguments.Output).Train();
        AnsiConsole.WriteLine($"Trained {arms.Count} arms in {clock.Elapsed:m\\:ss}");

        var service = new OnlineService(ml, SessionEnvironment.Create(arguments.Seed, size), prepared);
        var settings = new ServiceSettings { Start = SimulatedLog.Start.AddDays(size.Days), Days = arguments.Days, Seed = arguments.Seed };
        var result = TestResult.Run(service, arms, settings, new ConfidenceSequence());
        ConsoleReport.Show(result);
        var page = Path.Combine(arguments.Output, "abtest.html");
        HtmlReport.Write(result, page);
        AnsiConsole.WriteLine($"Wrote {Path.GetFullPath(page)}");
        AnsiConsole.WriteLine($"Done in {clock.Elapsed:m\\:ss}, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MiB");
        return result;
    }
}
