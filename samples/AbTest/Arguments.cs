using System.CommandLine;
using ShortVideo;

namespace AbTest;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    /// <summary>Two users for each of the four arms are enough for an interval, but fewer users than this do not give enough data to train on.</summary>
    private const int FewestUsers = 100;

    private static readonly Arguments Defaults = new();
    private static readonly Option<int> DaysOption = CommandLine.Number("--days", "The length of the test in days.", minimum: 1, Defaults.Days);
    private static readonly Option<int> UsersOption = CommandLine.Number("--users", $"The number of users in the log and in the test, at least {FewestUsers}.",
        FewestUsers, Defaults.Users);
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of all random numbers.", minimum: 0, Defaults.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder(
        "--output", "The folder to which abtest.html, the log, and the models are written.", Defaults.Output);

    public int Days { get; init; } = 11;

    public int Users { get; init; } = 6000;

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "ab-test");

    public static RootCommand Command(Action<Arguments> run)
    {
        var command = new RootCommand("Serves simulated users with fitted policies, and reports the results as an A/B test.")
        {
            DaysOption, UsersOption, SeedOption, OutputOption,
        };
        command.SetAction(words => run(new()
        {
            Days = words.GetValue(DaysOption),
            Users = words.GetValue(UsersOption),
            Seed = words.GetValue(SeedOption),
            Output = words.GetValue(OutputOption)!,
        }));
        return command;
    }
}
