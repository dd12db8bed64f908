using System.CommandLine;
using System.CommandLine.Parsing;
using ShortVideo;

namespace BatchScoring;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record Arguments
{
    private static readonly Arguments Defaults = new();
    private static readonly Option<string?> ModelOption = new("--model")
    {
        Description = "The model, as mlContext.Model.Save writes it. It goes with --data. If both are omitted, a model is fitted to simulated rows.",
        HelpName = "file",
    };

    private static readonly Option<string?> DataOption = CommandLine.Folder("--data", "The folder of Parquet files to score, the shards.");
    private static readonly Option<string> OutputOption = CommandLine.Folder("--output",
        "The folder to which a file of the same name is written for each shard.", Defaults.Output);

    private static readonly Option<string[]> ColumnsOption = new("--columns")
    {
        Description = "The columns to write, of the shard or of the model, separated by commas. If it is omitted, all columns except vectors are written.",
        HelpName = "name,name",
        CustomParser = words => words.Tokens[0].Value.Split(','),
    };

    private static readonly Option<int?> IndexOption = Whole(WorkerShare.IndexName, "The number of this process among those that share the folder, from 0. "
        + "If it is omitted, it is that of an MPI job, of an Indexed Job of Kubernetes, or of an array of Slurm, or else 0.");

    private static readonly Option<int?> CountOption = Whole(WorkerShare.CountName, "The number of processes that share the folder. If it is omitted, it is "
        + "that of an MPI job or of an array of Slurm, or else 1.");

    /// <summary>The file of the model. If it is null, a model is fitted.</summary>
    public string? Model { get; init; }

    /// <summary>The folder of the shards. It is null where the model is null.</summary>
    public string? Data { get; init; }

    public string Output { get; init; } = Path.Combine("artifacts", "batch-scoring");

    /// <summary>The names of the columns to write. If it is null, all columns except vectors are written.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    public WorkerShare Share { get; init; } = WorkerShare.Everything;

    public static RootCommand Command(Func<Arguments, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Scores the Parquet files of a folder with a saved model. Several processes can share the folder.")
        {
            ModelOption, DataOption, OutputOption, ColumnsOption, IndexOption, CountOption,
        };
        command.Validators.Add(Check);
        // The command waits for the task, and cancels it at Ctrl+C.
        command.SetAction((words, token) => Task.Run(() => run(
            new()
            {
                Model = words.GetValue(ModelOption),
                Data = words.GetValue(DataOption),
                Output = words.GetValue(OutputOption)!,
                Columns = words.GetValue(ColumnsOption) is { Length: > 0 } columns ? columns : null,
                Share = ShareOf(words.GetValue(IndexOption), words.GetValue(CountOption)).Share!,
            },
            token), token));
        return command;
    }

    private static void Check(CommandResult words)
    {
        try
        {
            CheckTogether(words);
        }
        catch (InvalidOperationException)
        {
            // An option without a value, or with a wrong one, has an error of its own.
        }
    }

    private static void CheckTogether(CommandResult words)
    {
        var (model, data) = (words.GetValue(ModelOption), words.GetValue(DataOption));
        if (model is null != data is null)
            words.AddError("--model and --data go together. Give both, or none for a run on simulated rows.");
        var (share, problem) = ShareOf(words.GetValue(IndexOption), words.GetValue(CountOption));
        if (problem is not null)
            words.AddError(problem);
        else if (share!.Count > 1 && model is null)
            words.AddError($"{share.Count} processes would fit as many models. Give --model and --data.");
    }

    private static (WorkerShare? Share, string? Problem) ShareOf(int? index, int? count)
        => WorkerShare.Of(index, count, Environment.GetEnvironmentVariable);

    private static Option<int?> Whole(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = words =>
        {
            if (WorkerShare.Parse(words.Tokens[0].Value) is { } number)
                return number;
            words.AddError($"{name} must be a number of at least 0, but was '{words.Tokens[0].Value}'.");
            return null;
        },
    };
}
