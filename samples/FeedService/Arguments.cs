using System.Globalization;

namespace FeedServer;

/// <summary>Represents the command line: a command, and options with a value each.</summary>
/// <param name="Command">The command.</param>
/// <param name="Settings">The settings.</param>
internal sealed record Arguments(string Command, FeedSettings Settings)
{
    public const string Serve = "serve", Train = "train", Retrain = "retrain", Evaluate = "evaluate";

    public const string Usage = $"""
        FeedService [{Serve} | {Train} | {Retrain} | {Evaluate}] [--folder <folder>] [--urls <urls>] [--exploration <share>] [--users <number>]

        {Serve}     Serves pages, and is the default. Without a model, it trains one first.
        {Train}     Lets simulated users make the first log, if there is none, and trains a model on it.
        {Retrain}   Trains a model on the log, and replaces the model file. A running service changes to it.
        {Evaluate}  Estimates from the log what the model of the file would earn.
        """;

    private static readonly string[] KnownCommands = [Serve, Train, Retrain, Evaluate];

    /// <exception cref="ArgumentException">An argument is wrong.</exception>
    public static Arguments Parse(IReadOnlyList<string> words)
    {
        var hasCommand = words.Count > 0 && !words[0].StartsWith('-');
        var arguments = new Arguments(hasCommand ? words[0] : Serve, new());
        if (!KnownCommands.Contains(arguments.Command))
            throw new ArgumentException($"'{arguments.Command}' is not a command.");
        for (var index = hasCommand ? 1 : 0; index < words.Count; index += 2)
        {
            if (index + 1 == words.Count)
                throw new ArgumentException($"{words[index]} has no value.");
            arguments = arguments with { Settings = arguments.Settings.With(words[index], words[index + 1]) };
        }
        return arguments;
    }
}

/// <summary>Represents where the service keeps its files, and how it explores.</summary>
internal sealed record FeedSettings
{
    /// <summary>The folder of the model and the log.</summary>
    public string Folder { get; init; } = Path.Combine("artifacts", "feed-service");

    /// <summary>The addresses that the service listens on.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>The share of positions that are drawn uniformly, so that the log says something about every video.</summary>
    public double Exploration { get; init; } = 0.1;

    /// <summary>The number of simulated users who make the first log.</summary>
    public int Users { get; init; } = 1000;

    public string ModelPath => Path.Combine(Folder, "model.zip");

    public string LogPath => Path.Combine(Folder, "log.db");

    /// <exception cref="ArgumentException">There is no such option, or its value is wrong.</exception>
    public FeedSettings With(string option, string value) => option switch
    {
        "--folder" when !string.IsNullOrWhiteSpace(value) => this with { Folder = value },
        "--folder" => throw new ArgumentException($"--folder must name a folder, but was '{value}'."),
        "--urls" => this with { Urls = value },
        "--exploration" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            => this with { Exploration = share },
        "--exploration" => throw new ArgumentException($"--exploration must be from 0 to 1, but was '{value}'."),
        "--users" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var users) && users >= 1 => this with { Users = users },
        "--users" => throw new ArgumentException($"--users must be a number of at least 1, but was '{value}'."),
        _ => throw new ArgumentException($"'{option}' is not an option."),
    };
}
