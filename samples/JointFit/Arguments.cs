using System.CommandLine;
using ShortVideo;

namespace JointFit;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    private static readonly Arguments Defaults = new();
    private static readonly Option<string?> DataOption = CommandLine.Folder("--data",
        "The folder of Parquet files with the columns User, Session, Video, Features, Click and WatchTime. If it is omitted, rows are simulated.");
    private static readonly Option<int> EpochsOption = CommandLine.Number("--epochs", "The largest number of epochs.", minimum: 1, Defaults.Epochs);
    private static readonly Option<int> SeedOption = CommandLine.Number("--seed", "The seed of all random numbers.", minimum: 0, Defaults.Seed);
    private static readonly Option<string> OutputOption = CommandLine.Folder("--output",
        "The folder to which model.zip is written, and checkpoints until then.", Defaults.Output);

    /// <summary>The folder of Parquet files. If it is null, rows are simulated.</summary>
    public string? Data { get; init; }

    public int Epochs { get; init; } = 3;

    public int Seed { get; init; } = 1;

    public string Output { get; init; } = Path.Combine("artifacts", "joint-fit");

    public static RootCommand Command(Action<Arguments, CancellationToken> run)
    {
        var command = new RootCommand("Fits a multi-task model to a folder of Parquet files, in one process, or in several that mpirun starts.")
        {
            DataOption, EpochsOption, SeedOption, OutputOption,
        };
        // The command waits for the task, and cancels it at Ctrl+C.
        command.SetAction((words, token) => Task.Run(() => run(
            new()
            {
                Data = words.GetValue(DataOption),
                Epochs = words.GetValue(EpochsOption),
                Seed = words.GetValue(SeedOption),
                Output = words.GetValue(OutputOption)!,
            },
            token), token));
        return command;
    }
}
