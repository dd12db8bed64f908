using System.Globalization;

namespace AbTest;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        dotnet run --project samples/AbTest -c Release -- [--days <number>] [--users <number>] [--seed <number>] [--output <folder>]
          --days    length of the test; default 11
          --users   of the log and of the test, at least 100; default 6000
          --seed    of everything random; default 1
          --output  folder for the page abtest.html, the log and the models; default artifacts/ab-test
        """;

    /// <summary>Two for each of four arms would do for an interval; fewer than this make no log to learn from.</summary>
    private const int FewestUsers = 100;

    public int Days { get; private init; } = 11;

    public int Users { get; private init; } = 6000;

    public int Seed { get; private init; } = 1;

    public string Output { get; private init; } = Path.Combine("artifacts", "ab-test");

    /// <exception cref="ArgumentException">An option is unknown or has no proper value.</exception>
    public static Arguments Parse(ReadOnlySpan<string> words)
    {
        var parsed = new Arguments();
        for (; !words.IsEmpty; words = words[2..])
        {
            parsed = words switch
            {
                ["--days", var text, ..] => parsed with { Days = Number("--days", text, least: 1) },
                ["--users", var text, ..] => parsed with { Users = Number("--users", text, FewestUsers) },
                ["--seed", var text, ..] => parsed with { Seed = Number("--seed", text, least: 0) },
                ["--output", var folder, ..] => parsed with { Output = folder },
                ["--days" or "--users" or "--seed" or "--output"] => throw new ArgumentException($"{words[0]} needs a value."),
                _ => throw new ArgumentException($"'{words[0]}' is not an option."),
            };
        }
        return parsed;
    }

    private static int Number(string option, string text, int least)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new ArgumentException($"{option} must be a number of at least {least}, but was '{text}'.");
}
