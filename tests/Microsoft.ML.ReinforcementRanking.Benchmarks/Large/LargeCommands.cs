using System.CommandLine;
using StudyCommand = System.CommandLine.Command;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Large;

/// <summary>Defines the commands about logs that are larger than memory.</summary>
internal static class LargeCommands
{
    public static StudyCommand Large()
    {
        var gigabytes = new Option<double>("--gigabytes") { Description = "The size of the log.", DefaultValueFactory = _ => 10 };
        var limit = new Option<double>("--limit") { Description = "The memory of the fit in GiB.", DefaultValueFactory = _ => 2 };
        var rowsPerSession = new Option<int>("--rows-per-session")
        {
            Description = "The number of rows of a session.",
            DefaultValueFactory = _ => LargeLog.RowsPerSession,
        };
        var folder = NewFolder();
        var command = new StudyCommand("large", "Trains and evaluates on a log that is larger than its memory, and shows the peak of anonymous memory.")
        {
            gigabytes, limit, rowsPerSession, folder,
        };
        command.SetAction(words =>
            LargeStudy.Run(words.GetValue(gigabytes), words.GetValue(limit), words.GetValue(rowsPerSession), words.GetValue(folder)!));
        return command;
    }

    public static StudyCommand Run()
    {
        Argument<string> phase = new("phase"), log = new("log"), folder = new("folder"), group = new("group");
        var megabytes = new Argument<int>("megabytes");
        var command = new StudyCommand(LargeStudy.CommandName, "Trains or evaluates once, in a process that the command large starts.")
        {
            phase, log, folder, megabytes, group,
        };
        command.SetAction(words =>
            LargeStudy.RunInProcess(words.GetValue(phase)!, words.GetValue(log)!, words.GetValue(folder)!, words.GetValue(megabytes), words.GetValue(group)!));
        return command;
    }

    public static StudyCommand Compare()
    {
        var seeds = new Argument<int>("seeds") { Description = "The number of seeds." };
        var folder = NewFolder();
        var command = new StudyCommand("large-compare", "Compares policies of a log that is shuffled in windows with those of the log in memory.")
        {
            seeds, folder,
        };
        command.SetAction(words => FittingLogStudy.Run(words.GetValue(seeds), words.GetValue(folder)!));
        return command;
    }

    private static Option<string> NewFolder()
        => new("--folder") { Description = "The folder of the log and its cache.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "large-log") };
}
