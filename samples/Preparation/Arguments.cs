using System.CommandLine;
using ShortVideo;

namespace Preparation;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    private static readonly Arguments Defaults = new();
    private static readonly Option<string?> DataOption = CommandLine.Folder("--data",
        "The folder with the files of KuaiRand (Pure, 1K or 27K), as .csv or .csv.gz. If it is omitted, a log is simulated.");
    private static readonly Option<int> UsersOption = CommandLine.Number("--users", "The number of users of the simulated log.", minimum: 1, Defaults.Users);
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of all random numbers.", minimum: 0, Defaults.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder("--output", "The folder to which log.parquet and model.zip are written.",
        Defaults.Output);

    /// <summary>The folder of the log. If it is null, a log is simulated.</summary>
    public string? Data { get; init; }

    public int Users { get; init; } = 400;

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "preparation");

    public static RootCommand Command(Action<Arguments> run)
    {
        var command = new RootCommand("Joins and sorts raw files of a log into a Parquet file with DuckDB, and trains and evaluates a policy on that file.")
        {
            DataOption, UsersOption, SeedOption, OutputOption,
        };
        command.SetAction(words => run(new()
        {
            Data = words.GetValue(DataOption),
            Users = words.GetValue(UsersOption),
            Seed = words.GetValue(SeedOption),
            Output = words.GetValue(OutputOption)!,
        }));
        return command;
    }
}
