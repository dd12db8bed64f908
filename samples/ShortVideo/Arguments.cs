using System.CommandLine;

namespace ShortVideo;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    private const string ScoreCommand = "score";

    private static readonly Arguments Defaults = new();
    private static readonly Option<string?> DataOption = CommandLine.Folder("--data",
        "The folder with the files of KuaiRand (Pure, 1K or 27K). If it is omitted, a log is simulated.");
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of all random numbers.", minimum: 0, Defaults.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder(
        "--output", "The folder to which model.zip, state.json and report.html are written.", Defaults.Output);

    /// <summary>The folder of the log. If it is null, a log is simulated.</summary>
    public string? Data { get; init; }

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "short-video");

    /// <param name="run">The function that trains, reports, and saves.</param>
    /// <param name="score">The function that scores with a saved model. The program starts itself a second time to run it.</param>
    public static RootCommand Command(Action<Arguments> run, Action<Arguments> score)
    {
        var inner = new Command(ScoreCommand, "Scores a log with a saved model.") { DataOption, OutputOption };
        inner.SetAction(words => score(Of(words)));
        var command = new RootCommand(
            "Trains a policy on a log of short-video sessions, compares it with other policies, saves it, and scores in a second process.")
        {
            DataOption, SeedOption, OutputOption, inner,
        };
        command.SetAction(words => run(Of(words)));
        return command;
    }

    /// <summary>Gets the arguments that make another process score with the model and the log of this one.</summary>
    public static string[] ToScore(string data, string output) => [ScoreCommand, DataOption.Name, data, OutputOption.Name, output];

    private static Arguments Of(ParseResult words)
        => new() { Data = words.GetValue(DataOption), Seed = words.GetValue(SeedOption), Output = words.GetValue(OutputOption)! };
}
