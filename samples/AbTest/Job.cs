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

/// <summary>Runs the sample: it simulates a log, trains the arms on it, serves the users of the log with them, and reports the lifts.</summary>
internal static class Job
{
    /// <summary>The mean number of sessions of a user in the log, which have about sixteen videos in total.</summary>
    private const double LoggedSessions = 2;

    public static TestResult Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        var size = new SimulatedLogOptions { Users = arguments.Users, SessionsPerUser = LoggedSessions };
        var folder = SimulatedData.Folder(arguments.Output);
        SimulatedLog.Write(folder, arguments.Seed, size);
        var ml = new MLContext(arguments.Seed);
        WarningDisplay.ShowLog(ml);
        var prepared = PreparedLog.Read(ml, folder);
        AnsiConsole.WriteLine(
            $"The log in {folder} has {prepared.Log.Exposures.Count:N0} random exposures of {size.Users:N0} users and {size.Videos:N0} videos.");
        var arms = new ArmTrainer(ml, prepared, arguments.Output).Train();
        AnsiConsole.WriteLine($"{arms.Count} arms were trained in {clock.Elapsed:m\\:ss} minutes.");

        var service = new OnlineService(SessionEnvironment.Create(arguments.Seed, size), prepared);
        var settings = new ServiceSettings { Start = SimulatedLog.Start.AddDays(size.Days), Days = arguments.Days, Seed = arguments.Seed };
        var result = TestResult.Run(service, arms, settings, new ConfidenceSequence());
        ConsoleReport.Show(result);
        var page = Path.Combine(arguments.Output, "abtest.html");
        HtmlReport.Write(result, page);
        AnsiConsole.WriteLine($"The report is {Path.GetFullPath(page)}.");
        var memory = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        AnsiConsole.WriteLine($"The run took {clock.Elapsed:m\\:ss} minutes and at most {memory:N0} MiB of memory.");
        return result;
    }
}
