using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options that all trainers of this library share.</summary>
/// <remarks>
/// Numbers have bounds that no useful fit comes near, so that a slip is an error that names the option: 16,384 for widths of layers and embeddings, with at
/// most 64 layers, 100 for numbers of critics, 1,024 for numbers of threads, 10 for learning rates, and 1,000,000 for all other counts and numbers. A number
/// that must be above 0 is at least 1e-9. The bounds are checked with the rest of the options.
/// </remarks>
public abstract class ReinforcementRankingOptions
{
    /// <summary>The largest number of critics of a response.</summary>
    private protected const int LargestNumberOfCritics = 100;

    private const int LargestNumberOfThreads = 1024;

    private protected ReinforcementRankingOptions()
    {
    }

    /// <summary>The column of the state, which is a known-size vector of Single, dense or sparse. The default is <c>"Features"</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// The column of the session, which is a key, an integer or text. Rows of equal value form a session, in the order of the rows. If it is null, every
    /// row is a session of its own, and discount factors are 0. The default is <c>"GroupId"</c>.
    /// </summary>
    public string? RowGroupColumnName { get; set; } = "GroupId";

    /// <summary>
    /// The column of the weight of a row in every loss, which holds Single values of at least 0. If it is null, which is the default, every row has the
    /// same weight.
    /// </summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>The share of hidden units that are dropped in training, in [0, 1). The default is 0.2.</summary>
    [Range(0.0, 0.5, 0.2)]
    public double DropoutRate { get; set; } = 0.2;

    /// <summary>The decoupled weight decay of AdamW, at least 0. The default is 0.05.</summary>
    [Range(1e-4, 0.5, 0.05, true)]
    public double WeightDecay { get; set; } = 0.05;

    /// <summary>
    /// The largest norm of the gradient of a step, above 0. A longer gradient is shortened to it, so that a few unusual rows cannot spoil a network. The norm
    /// is over all weights that the step trains. The default is null, which means that gradients are not shortened.
    /// </summary>
    public double? MaximumGradientNorm { get; set; }

    /// <summary>The number of rows per gradient step, at least 1. The default is 512.</summary>
    [Range(128, 2048, 512, true)]
    public int BatchSize { get; set; } = 512;

    /// <summary>
    /// The share of the sessions that are held out for early stopping and calibration when <c>Fit</c> is not given validation data, in [0, 1). With 0,
    /// every stage trains all its epochs. The default is 0.1.
    /// </summary>
    public double ValidationFraction { get; set; } = 0.1;

    /// <summary>
    /// The number of epochs without a better held-out result after which a stage stops, at least 1. It has no effect if nothing is held out, that is, if
    /// <see cref="ValidationFraction"/> is 0 and <c>Fit</c> is given no validation data. The default is 3.
    /// </summary>
    public int EarlyStoppingPatience { get; set; } = 3;

    /// <summary>
    /// The seed of all random numbers of the fit. If it is null, which is the default, the seed of the <see cref="MLContext"/> applies, or a random one
    /// where it has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>
    /// The number of threads among which libtorch divides an operation of the fit, at least 1. The default is null, which means one thread, and more where
    /// layers and batches are large enough for them to be of use, up to the number of cores (docs/performance.md). The model does not depend on the number,
    /// apart from rounding errors.
    /// </summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// The processes that fit the model together, each of which calls <c>Fit</c> with the same data and options (docs/many-machines.md). The rows of a gradient
    /// step are divided among them by sessions, and <see cref="BatchSize"/> is the number of rows of all of them. The model is that of one process, apart from
    /// rounding errors. Rank 0 reports and writes files. With several ranks, <see cref="NumberOfThreads"/> is one thread if it is null. The default is null,
    /// which means that this process fits the model alone.
    /// </summary>
    public Communicator? Communicator { get; set; }

    /// <summary>
    /// An object that receives a report after every epoch, on the thread that calls <c>Fit</c>. The default is null, which means that nothing is reported.
    /// </summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>
    /// The folder of runs to which the losses and metrics of every epoch are written, as events of TensorBoard. Each fit adds a folder of its own, so that
    /// runs can be compared (docs/observability.md). The default is null, which means that nothing is written.
    /// </summary>
    public string? TensorBoardDirectory { get; set; }

    /// <summary>
    /// The folder for checkpoints of the fit, which is for one fit at a time. If a fit ends before its time, because the process is killed for example, a
    /// fit with the same options and data continues from the last checkpoint, and gives the same model (docs/training.md). A fit that succeeds removes its
    /// checkpoints. The default is null, which means that nothing is written.
    /// </summary>
    public string? CheckpointDirectory { get; set; }

    /// <summary>
    /// The number of epochs from one checkpoint to the next, at least 1. It has no effect without <see cref="CheckpointDirectory"/>. The default is 1.
    /// </summary>
    public int CheckpointInterval { get; set; } = 1;

    /// <summary>
    /// The folder for the columns of the log, which is for one fit at a time. With it, a fit keeps what it has of each row in files and not in memory, and
    /// gives the same model (docs/large-logs.md). The files of the log stay, and the next fit of the same data does not write them again. The default is null,
    /// which means that the columns are in memory.
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>
    /// The memory of the process that a fit may use, in megabytes of 1,048,576 bytes, at least 1. It needs <see cref="CacheDirectory"/>. Pages of files do not
    /// count, because the system takes them back when it needs them. Where the log is larger, its rows are shuffled in blocks. A fit that needs more is refused
    /// before it trains. The default is null, which means that there is no bound, and that all rows are shuffled at once.
    /// </summary>
    public int? MaximumMemory { get; set; }

    /// <summary>
    /// A token that ends the reading of data before the next row, and training within one gradient step. <c>Fit</c> returns the best model so far when the
    /// last stage has finished an epoch, and the warnings of the model say that it was canceled. Otherwise it throws an
    /// <see cref="OperationCanceledException"/>. The default is a token that is never canceled.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    internal abstract SessionColumns Columns { get; }

    /// <summary>Returns a copy that later changes of the options do not affect.</summary>
    internal static TOptions Copy<TOptions>(TOptions options)
        where TOptions : ReinforcementRankingOptions
    {
        var copy = (TOptions)options.MemberwiseClone();
        copy.CopyParts();
        return copy;
    }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal static TOptions CheckedCopy<TOptions>(TOptions options, IExceptionContext context)
        where TOptions : ReinforcementRankingOptions
    {
        var copy = Copy(options);
        var failures = new OptionFailures();
        copy.Check(failures);
        failures.ThrowIfAny(context);
        return copy;
    }

    /// <summary>Replaces the lists and objects that a shallow copy shares with its original by copies.</summary>
    private protected virtual void CopyParts()
    {
    }

    /// <summary>Throws one error that lists every option that does not fit the kind of the action.</summary>
    internal void ValidateFor(IExceptionContext context, bool isCatalog)
    {
        var failures = new OptionFailures();
        CheckFor(isCatalog, failures);
        failures.ThrowIfAny(context);
    }

    internal virtual void Check(OptionFailures failures)
    {
        failures.RequireName(FeatureColumnName, nameof(FeatureColumnName));
        failures.RequireNameOrNull(RowGroupColumnName, nameof(RowGroupColumnName));
        failures.RequireNameOrNull(ExampleWeightColumnName, nameof(ExampleWeightColumnName));
        failures.RequireBelow(DropoutRate, 0, 1, nameof(DropoutRate));
        failures.RequireAtLeastZero(WeightDecay, nameof(WeightDecay));
        failures.RequireAtLeast(BatchSize, 1, nameof(BatchSize));
        failures.RequireBelow(ValidationFraction, 0, 1, nameof(ValidationFraction));
        failures.RequireAtLeast(EarlyStoppingPatience, 1, nameof(EarlyStoppingPatience), int.MaxValue);
        failures.Require(NumberOfThreads is null or >= 1, nameof(NumberOfThreads), NumberOfThreads, "null or at least 1");
        failures.RequireAtMost(NumberOfThreads ?? 1, LargestNumberOfThreads, nameof(NumberOfThreads));
        if (MaximumGradientNorm is { } norm)
            failures.RequirePositive(norm, nameof(MaximumGradientNorm));
        failures.Require(TensorBoardDirectory is null || !string.IsNullOrWhiteSpace(TensorBoardDirectory), nameof(TensorBoardDirectory),
            $"'{TensorBoardDirectory}'", "null or a folder");
        failures.Require(CheckpointDirectory is null || !string.IsNullOrWhiteSpace(CheckpointDirectory), nameof(CheckpointDirectory),
            $"'{CheckpointDirectory}'", "null or a folder");
        failures.RequireFolderFor(MaximumMemory, nameof(MaximumMemory), CacheDirectory, nameof(CacheDirectory));
        failures.RequireAtLeast(CheckpointInterval, 1, nameof(CheckpointInterval), int.MaxValue);
    }

    /// <summary>Checks the options that depend on the kind of the action, which only the data determine.</summary>
    internal virtual void CheckFor(bool isCatalog, OptionFailures failures)
    {
    }

    /// <summary>Returns the part of a fit that needs the zeros of sparse features, as the subject of an error, or null.</summary>
    internal virtual string? PartWithZeros(bool isCatalog) => null;

    /// <summary>Returns the discount γ that is given. Without one it returns the default with a session column, and 0 without a session column.</summary>
    private protected double DiscountOr(double normal, double? given) => given ?? (RowGroupColumnName is null ? 0 : normal);

    /// <summary>Requires a discount in [0, 1), and one of 0 where every row is a session.</summary>
    private protected void CheckDiscount(double? discount, string option, OptionFailures failures)
    {
        failures.RequireBelow(discount ?? 0, 0, 1, option);
        failures.RequireSessionsFor(discount, option, RowGroupColumnName, nameof(RowGroupColumnName));
    }
}
