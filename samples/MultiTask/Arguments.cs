using System.CommandLine;
using ShortVideo;

namespace MultiTask;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    private static readonly Arguments Defaults = new();
    private static readonly Option<string?> DataOption = CommandLine.Folder(
        "--data", "The folder with events.csv of RetailRocket or the files of KuaiRand (Pure, 1K or 27K). If it is omitted, a log is simulated.");

    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of all random numbers.", minimum: 0, Defaults.Seed);
    private static readonly Option<string[]> BackbonesOption = new("--backbones")
    {
        Description = $"The names of the backbones, separated by commas: {string.Join(", ", KnownBackbones.Names)}.",
        HelpName = "name,name",
        DefaultValueFactory = _ => [.. Defaults.Backbones],
        CustomParser = words =>
        {
            var names = words.Tokens[0].Value.Split(',');
            foreach (var unknown in names.Except(KnownBackbones.Names))
                words.AddError($"--backbones: '{unknown}' is not a backbone. The backbones are {string.Join(", ", KnownBackbones.Names)}.");
            return names;
        },
    };

    /// <summary>The folder of the log. If it is null, a log is simulated.</summary>
    public string? Data { get; init; }

    public IReadOnlyList<string> Backbones { get; init; } = ["esmm", "mmoe", "ple"];

    public int Seed { get; init; } = 1;

    public static RootCommand Command(Action<Arguments> run)
    {
        var command = new RootCommand("Compares multi-task backbones on a log with several labels per row.") { DataOption, BackbonesOption, SeedOption };
        command.SetAction(
            words => run(new() { Data = words.GetValue(DataOption), Backbones = words.GetValue(BackbonesOption)!, Seed = words.GetValue(SeedOption) }));
        return command;
    }
}
