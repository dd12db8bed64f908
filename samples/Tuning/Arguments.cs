using System.CommandLine;
using ShortVideo;

namespace Tuning;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    private static readonly Arguments Defaults = new();
    private static readonly Option<string?> DataOption = CommandLine.Folder("--data",
        "The folder with the files of KuaiRand (Pure, 1K or 27K), with its log of random exposures. If it is omitted, a log is simulated.");
    private static readonly Option<int> UsersOption = CommandLine.Number("--users", "The number of users of the simulated log.", minimum: 1, Defaults.Users);
    private static readonly Option<int> TrialsOption = CommandLine.Number("--trials", "The number of settings in the first round.", minimum: 1,
        Defaults.Trials);
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of all random numbers.", minimum: 0, Defaults.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder("--output",
        "The folder to which model.zip, state.json and the runs for TensorBoard are written.", Defaults.Output);

    /// <summary>The folder of the log. If it is null, a log is simulated.</summary>
    public string? Data { get; init; }

    public int Users { get; init; } = 500;

    public int Trials { get; init; } = 8;

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "tuning");

    public static RootCommand Command(Action<Arguments> run)
    {
        var command = new RootCommand("Tunes the options of TSCAC on a log of short-video sessions, fits and evaluates the best setting, and saves the policy.")
        {
            DataOption, UsersOption, TrialsOption, SeedOption, OutputOption,
        };
        command.SetAction(words => run(new()
        {
            Data = words.GetValue(DataOption),
            Users = words.GetValue(UsersOption),
            Trials = words.GetValue(TrialsOption),
            Seed = words.GetValue(SeedOption),
            Output = words.GetValue(OutputOption)!,
        }));
        return command;
    }
}
