using System.CommandLine;
using ShortVideo;

namespace AbTest;

/// <summary>The arguments of the command line.</summary>
internal sealed record Arguments
{
    /// <summary>Two for each of four arms would do for an interval; fewer than this make no log to learn from.</summary>
    private const int FewestUsers = 100;

    private static readonly Arguments Usual = new();
    private static readonly Option<int> DaysOption = CommandLine.Number("--days", "The length of the test in days.", least: 1, Usual.Days);
    private static readonly Option<int> UsersOption = CommandLine.Number("--users", $"The number of users of the log and of the test, at least {FewestUsers}.",
        FewestUsers, Usual.Users);
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of everything random.", least: 0, Usual.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder("--output", "The folder for the page abtest.html, the log and the models.",
        Usual.Output);

    public int Days { get; init; } = 11;

    public int Users { get; init; } = 6000;

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "ab-test");

    public static RootCommand Command(Action<Arguments> run)
    {
        var command = new RootCommand("Serves simulated users with fitted policies and reports an A/B test.") { DaysOption, UsersOption, SeedOption,
            OutputOption };
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
