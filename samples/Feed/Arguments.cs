using System.CommandLine;
using ShortVideo;

namespace Feed;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    private const int FewestUsers = 100;

    private static readonly Arguments Defaults = new();
    private static readonly Option<int> UsersOption = CommandLine.Number("--users", $"The number of users of the feed, at least {FewestUsers}.", FewestUsers,
        Defaults.Users);
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of all random numbers.", minimum: 0, Defaults.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder("--output", "The folder to which the model of each round is written.",
        Defaults.Output);

    public int Users { get; init; } = 1500;

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "feed");

    public static RootCommand Command(Action<Arguments> run)
    {
        var command = new RootCommand("Trains, evaluates and serves a policy that fills pages, in two rounds, while the catalog changes every day.")
        {
            UsersOption, SeedOption, OutputOption,
        };
        command.SetAction(words => run(new()
        {
            Users = words.GetValue(UsersOption),
            Seed = words.GetValue(SeedOption),
            Output = words.GetValue(OutputOption)!,
        }));
        return command;
    }
}
