using System.CommandLine;

namespace ShortVideo;

/// <summary>The arguments of the command line.</summary>
internal sealed record Arguments
{
    private const string ScoreVerb = "score";

    private static readonly Arguments Usual = new();
    private static readonly Option<string?> DataOption = CommandLine.Folder("--data",
        "The folder with KuaiRand's files (Pure, 1K or 27K). Without it, a log is simulated.");
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of everything random.", least: 0, Usual.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder("--output", "The folder for model.zip and the files that belong to it.",
        Usual.Output);

    /// <summary>The folder of the log. Null: a log is simulated.</summary>
    public string? Data { get; init; }

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "short-video");

    /// <param name="run">Trains, reports and saves.</param>
    /// <param name="score">Scores with a saved model, which the program asks of itself in a second process.</param>
    public static RootCommand Command(Action<Arguments> run, Action<Arguments> score)
    {
        var inner = new Command(ScoreVerb, "Scores a log with a saved model.") { DataOption, OutputOption };
        inner.SetAction(words => score(Of(words)));
        var command = new RootCommand("Trains a policy on a log of short-video sessions, compares it with others, saves it and scores it in a second process.")
        {
            DataOption, SeedOption, OutputOption, inner,
        };
        command.SetAction(words => run(Of(words)));
        return command;
    }

    /// <summary>The words that make another process score with this one's model and log.</summary>
    public static string[] ToScore(string data, string output) => [ScoreVerb, DataOption.Name, data, OutputOption.Name, output];

    private static Arguments Of(ParseResult words)
        => new() { Data = words.GetValue(DataOption), Seed = words.GetValue(SeedOption), Output = words.GetValue(OutputOption)! };
}
