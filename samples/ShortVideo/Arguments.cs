using System.Globalization;

namespace ShortVideo;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        dotnet run --project samples/ShortVideo -c Release -- [--data <folder>] [--seed <number>] [--output <folder>]
          --data    folder with KuaiRand's files (Pure, 1K or 27K); without it, a log is simulated
          --seed    of everything random; default 1
          --output  folder for model.zip and what belongs to it; default artifacts/short-video
        """;

    /// <summary>Folder of the log; null: simulate one.</summary>
    public string? Data { get; private init; }

    public int Seed { get; private init; } = 1;

    public string Output { get; private init; } = Path.Combine("artifacts", "short-video");

    /// <summary>Whether to score with a saved model instead of training: what the program asks of itself, in a second process.</summary>
    public bool Score { get; init; }

    /// <exception cref="ArgumentException">An option is unknown or has no proper value.</exception>
    public static Arguments Parse(ReadOnlySpan<string> words)
    {
        var parsed = new Arguments();
        for (; !words.IsEmpty; words = words[(words[0] == ScoreVerb ? 1 : 2)..])
        {
            parsed = words switch
            {
                [ScoreVerb, ..] => parsed with { Score = true },
                ["--data", var folder, ..] => parsed with { Data = folder },
                ["--output", var folder, ..] => parsed with { Output = folder },
                ["--seed", var text, ..] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => parsed with { Seed = seed },
                ["--seed", var text, ..] => throw new ArgumentException($"--seed must be a number of at least 0, but was '{text}'."),
                ["--data" or "--output" or "--seed"] => throw new ArgumentException($"{words[0]} needs a value."),
                _ => throw new ArgumentException($"'{words[0]}' is not an option."),
            };
        }
        return parsed;
    }

    /// <summary>The words that make another process score with this one's model and log.</summary>
    public static string[] ToScore(string data, string output) => [ScoreVerb, "--data", data, "--output", output];

    private const string ScoreVerb = "score";
}
