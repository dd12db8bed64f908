using System.Globalization;

namespace MultiTask;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        dotnet run --project samples/MultiTask -c Release -- [--data <folder>] [--backbones <name>,<name>] [--seed <number>]
          --data       folder with RetailRocket's events.csv or KuaiRand's files (Pure, 1K or 27K); without it, a log is simulated
          --backbones  of single, shared-bottom, esmm, omoe, mmoe, ple, aitm; default esmm,mmoe,ple
          --seed       of everything random; default 1
        """;

    /// <summary>Folder of the log; null: simulate one.</summary>
    public string? Data { get; private init; }

    public IReadOnlyList<string> Backbones { get; private init; } = ["esmm", "mmoe", "ple"];

    public int Seed { get; private init; } = 1;

    /// <exception cref="ArgumentException">An option is unknown or has no proper value.</exception>
    public static Arguments Parse(ReadOnlySpan<string> words)
    {
        var parsed = new Arguments();
        for (; !words.IsEmpty; words = words[2..])
        {
            parsed = words switch
            {
                ["--data", var folder, ..] => parsed with { Data = folder },
                ["--backbones", var names, ..] => parsed with { Backbones = [.. names.Split(',').Select(Known)] },
                ["--seed", var text, ..] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => parsed with { Seed = seed },
                ["--seed", var text, ..] => throw new ArgumentException($"--seed must be a number of at least 0, but was '{text}'."),
                ["--data" or "--backbones" or "--seed"] => throw new ArgumentException($"{words[0]} needs a value."),
                _ => throw new ArgumentException($"'{words[0]}' is not an option."),
            };
        }
        return parsed;
    }

    private static string Known(string backbone) => KnownBackbones.Names.Contains(backbone)
        ? backbone
        : throw new ArgumentException($"--backbones: '{backbone}' is none of {string.Join(", ", KnownBackbones.Names)}.");
}
