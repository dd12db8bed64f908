using System.CommandLine;
using ShortVideo;

namespace MultiTask;

/// <summary>The arguments of the command line.</summary>
internal sealed record Arguments
{
    private static readonly Arguments Usual = new();
    private static readonly Option<string?> DataOption = CommandLine.Folder(
        "--data", "The folder with RetailRocket's events.csv or KuaiRand's files (Pure, 1K or 27K). Without it, a log is simulated.");

    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of everything random.", least: 0, Usual.Seed);
    private static readonly Option<string[]> BackbonesOption = new("--backbones")
    {
        Description = $"The names of backbones, with commas between them: {string.Join(", ", KnownBackbones.Names)}.",
        HelpName = "name,name",
        DefaultValueFactory = _ => [.. Usual.Backbones],
        CustomParser = words =>
        {
            var names = words.Tokens[0].Value.Split(',');
            foreach (var unknown in names.Except(KnownBackbones.Names))
                words.AddError($"--backbones: '{unknown}' is none of {string.Join(", ", KnownBackbones.Names)}.");
            return names;
        },
    };

    /// <summary>The folder of the log. Null: a log is simulated.</summary>
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
