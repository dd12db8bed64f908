using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Telemetry;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the base class of all trainers of this library, which fit a model on an <see cref="IDataView"/>.</summary>
/// <typeparam name="TOptions">The type of the trainer's options.</typeparam>
public abstract class ReinforcementRankingTrainerBase<TOptions>
    : TrainerEstimatorBase<RankingPredictionTransformer<NeuralRankingModelParameters>, NeuralRankingModelParameters>,
      ITrainerEstimator<RankingPredictionTransformer<NeuralRankingModelParameters>, NeuralRankingModelParameters>
    where TOptions : ReinforcementRankingOptions
{
    internal ReinforcementRankingTrainerBase(IHost host, TOptions options, SchemaShape.Column label)
        : base(host, TrainerUtils.MakeR4VecFeature(options.FeatureColumnName), label)
        => Settings = options;

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new(normalization: true, caching: false);

    /// <summary>The kind of the predictions, which is ranking.</summary>
    protected override PredictionKind PredictionKind => PredictionKind.Ranking;

    internal TOptions Settings { get; }

    /// <summary>
    /// Gets ids that belong to the catalog whether the training data has them or not, in the order of their indices, or null for none. Models that are
    /// fitted on different parts of a log then have the same catalog.
    /// </summary>
    internal TextIndex? KnownActions { get; init; }

    /// <summary>Gets the lock under which the log is read, if other fits read it at the same time.</summary>
    internal Lock ReadGate { get; init; } = new();

    // GetOutputSchema and Fit replace those of the base class, whose column checks come first and do not name a remedy.

    /// <summary>Returns the columns of the data and the columns that the fitted model adds.</summary>
    /// <param name="inputSchema">The schema of the training data.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not take.</exception>
    public new SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        Settings.Columns.Check(Host, inputSchema);
        ValidateFor(name => inputSchema.TryFindColumn(name, out var action) && ActionTypes.IsCatalog(action));
        return base.GetOutputSchema(inputSchema);
    }

    /// <summary>
    /// Fits a model on one data set. It holds out <c>ValidationFraction</c> of the sessions for early stopping, calibration and selection.
    /// </summary>
    /// <param name="input">The training sessions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not take.</exception>
    /// <exception cref="InvalidOperationException">
    /// A value is missing, not finite or out of its range, or the data are not sufficient for the requested training.
    /// </exception>
    /// <exception cref="IOException">
    /// The folder of <c>TensorBoardDirectory</c>, <c>CheckpointDirectory</c> or <c>CacheDirectory</c> cannot be written to, or another fit uses one of the
    /// last two.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was canceled before the last stage had finished an epoch.</exception>
    /// <exception cref="TrainingDivergedException">A loss or a weight became infinite or NaN.</exception>
    public new RankingPredictionTransformer<NeuralRankingModelParameters> Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        Check(input.Schema);
        return TrainTransformer(input);
    }

    /// <summary>Fits a model on one data set, and uses another one for early stopping, calibration and selection.</summary>
    /// <param name="trainData">The training sessions.</param>
    /// <param name="validationData">Held-out sessions with the same columns. <c>ValidationFraction</c> is not used.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, has a type that its role does not take, or has different types in the two data sets.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A value is missing, not finite or out of its range, or the data are not sufficient for the requested training.
    /// </exception>
    /// <exception cref="IOException">
    /// The folder of <c>TensorBoardDirectory</c>, <c>CheckpointDirectory</c> or <c>CacheDirectory</c> cannot be written to, or another fit uses one of the
    /// last two.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was canceled before the last stage had finished an epoch.</exception>
    /// <exception cref="TrainingDivergedException">A loss or a weight became infinite or NaN.</exception>
    public RankingPredictionTransformer<NeuralRankingModelParameters> Fit(IDataView trainData, IDataView validationData)
    {
        Host.CheckValue(trainData, nameof(trainData));
        Host.CheckValue(validationData, nameof(validationData));
        Check(trainData.Schema, validationData.Schema);
        return TrainTransformer(trainData, validationData);
    }

    /// <summary>Returns the stages of a fit, in order, and the model that they produce.</summary>
    internal abstract TrainingPlan Plan(TrainingRun run);

    /// <summary>Checks the training data for the requirements of the trainer, and throws where they are not met.</summary>
    internal virtual void CheckData(SessionDataset data)
    {
    }

    /// <summary>Returns the log with the weights that its rows have in every loss.</summary>
    internal virtual SessionDataset Weigh(SessionDataset data) => data;

    /// <summary>Returns the message for training or held-out rows that all have the weight 0.</summary>
    internal virtual string DescribeNoWeight(int rowCount)
        => $"The weight column '{Settings.Columns.Weight}' is 0 in all {rowCount} rows for training, or in all of those held out. Give some rows of both a "
            + $"weight above 0, or leave the column out.";

    /// <summary>Assigns a role to the features only. The other columns are read by name.</summary>
    protected override RoleMappedData MakeRoles(IDataView data) => new(data, label: null, feature: FeatureColumn.Name);

    /// <summary>Trains the networks and returns a model with managed weights.</summary>
    protected override NeuralRankingModelParameters TrainModelCore(TrainContext trainContext)
    {
        Host.CheckValue(trainContext, nameof(trainContext));
        var ranks = new FitRanks(Settings.Communicator);
        try
        {
            return ranks.Guard(() => Train(trainContext, ranks));
        }
        catch (FeatureWidthException failure)
        {
            throw Host.Except(failure, $"Features column '{Settings.Columns.Features}': {failure.Message}");
        }
    }

    /// <summary>Wraps the model in ML.NET's ranking transformer.</summary>
    protected override RankingPredictionTransformer<NeuralRankingModelParameters> MakeTransformer(NeuralRankingModelParameters model,
        DataViewSchema trainSchema)
        => new(Host, model, trainSchema, FeatureColumn.Name);

    private NeuralRankingModelParameters Train(TrainContext trainContext, FitRanks ranks)
    {
        var (name, start) = (GetType().Name, Stopwatch.GetTimestamp());
        using var active = Instruments.CountFit(name);
        if (Settings.TensorBoardDirectory is { } directory && ranks.IsFirst)
            TensorBoardLog.RequireWritable(Host, directory);
        using var cache = Settings.CacheDirectory is { } folder ? CacheFolder.Open(Host, folder) : null;
        var (data, validation) = ranks.Read(() => Read(trainContext, cache));
        CheckData(data);
        var windowLength = ranks.OfFirst(MemoryBudget.WindowLength(Host, Settings.MaximumMemory, data, validation));
        using var checkpoints = OpenCheckpoints(() => FitFacts.Of(name, Settings, data, validation, ranks.Count), ranks, out var seed);
        var (training, heldOut) = validation is null ? Split(data, seed) : (AllRows(data), AllRows(validation));
        RequireWeight(training);
        if (heldOut is not null)
            RequireWeight(heldOut);
        // The processes of one machine share its cores already.
        using var session = TorchSession.Open(Host, seed, Settings.NumberOfThreads ?? (ranks.Count > 1 ? 1 : null));
        var settings = NewTrainingSettings(name, ranks) with { Checkpoints = checkpoints, WindowLength = windowLength };
        using var run = new TrainingRun(Host, session, training, heldOut, settings, seed);
        WarnOfLog(run);
        var plan = Plan(run);
        run.Train(plan);
        var head = plan.Build();
        if (head is CategoricalPolicyHead policy)
            head = policy.WithActions(Describe(data, trainContext.TrainingSet.Data.Schema[policy.Action.ColumnName]));
        var model = new NeuralRankingModelParameters(Host, head, run.History, run.Warnings);
        if (run.Divergence is { } divergence)
            throw divergence.Exception.With(MakeTransformer(model, trainContext.TrainingSet.Data.Schema), divergence.LastGoodEpoch);
        if (!run.IsCanceled && !ranks.IsCanceled)
            checkpoints?.Complete();
        run.Inform(FitMessages.End(Stopwatch.GetElapsedTime(start)));
        return model;
    }

    private (SessionDataset Training, SessionDataset? Validation) Read(TrainContext trainContext, CacheFolder? cache)
    {
        SessionDataset data;
        SessionDataset? validation;
        lock (ReadGate)
            (data, validation) = FitLog.Read(Host, Settings, trainContext.TrainingSet.Data, trainContext.ValidationSet?.Data, KnownActions, cache);
        return (KeepZeros(Weigh(data)), validation is null ? null : KeepZeros(Weigh(validation)));
    }

    private TrainingSettings NewTrainingSettings(string trainer, FitRanks ranks)
        => new(Settings.BatchSize, Settings.EarlyStoppingPatience, ranks.IsFirst ? Settings.Progress : null, Settings.CancellationToken)
        {
            Trainer = trainer,
            MaximumGradientNorm = Settings.MaximumGradientNorm,
            Events = Settings.TensorBoardDirectory is { } runs && ranks.IsFirst ? TensorBoardLog.Open(Host, runs, trainer) : null,
            Ranks = ranks,
        };

    private CheckpointFolder? OpenCheckpoints(Func<FitFingerprint> compute, FitRanks ranks, out int seed)
    {
        var fingerprint = new Lazy<FitFingerprint>(compute);
        ranks.RequireSame(Host, () => fingerprint.Value);
        var own = Settings.Seed ?? ((IHostEnvironmentInternal)Host).Seed;
        if (!ranks.OfFirst(Settings.CheckpointDirectory is not null))
        {
            seed = ranks.OfFirst(Seeds.Choose(Host, own));
            return null;
        }
        var folder = CheckpointFolder.Open(Host, Settings.CheckpointDirectory ?? "", Settings.CheckpointInterval, fingerprint.Value, ranks);
        seed = ranks.OfFirst(own ?? folder.Seed ?? Seeds.Choose(Host, own));
        return folder.WithSeed(seed);
    }

    private void WarnOfLog(TrainingRun run)
    {
        var data = run.Training.Data;
        if (run.HeldOut is null && Settings.ValidationFraction > 0)
            run.Warn("held-out sessions", DescribeNothingHeldOut());
        if (RareActions.Warning(data, Settings.Columns) is { } rareActions)
            run.Warn("actions", rareActions);
        if (Settings is ActionOptions { ActionCatalog: null } && UndescribedActions.Warning(data, Settings.Columns) is { } undescribedActions)
            run.Warn("actions", undescribedActions);
    }

    private void Check(DataViewSchema schema, DataViewSchema? validation = null) => new FitRanks(Settings.Communicator).Guard(() =>
    {
        Settings.Columns.Check(Host, schema);
        ValidateFor(name => ActionTypes.IsCatalog(schema[name].Type));
        if (validation is not null)
        {
            Settings.Columns.Check(Host, validation);
            Settings.Columns.CheckSame(Host, schema, validation);
        }
        return true;
    });

    private void ValidateFor(Func<string, bool> isCatalog)
    {
        // The candidates of requests are a catalog, too.
        if (Settings.Columns.Request is not null)
            Settings.ValidateFor(Host, isCatalog: true);
        else if (Settings.Columns.Action is { } action)
            Settings.ValidateFor(Host, isCatalog(action));
    }

    private PolicyActions Describe(SessionDataset data, DataViewSchema.Column action)
        => new(action.Name, data.ActionType, data.ActionCount, data.ActionIds is { } ids ? [.. ids.Values] : ActionIdReader.Read(action))
        {
            FeatureColumnName = Settings.Columns.ActionFeatures,
            EligibleColumnName = Settings.Columns.EligibleActions,
        };

    /// <summary>Returns a log whose states are dense if a part of the networks cannot read sparse ones.</summary>
    private SessionDataset KeepZeros(SessionDataset data)
    {
        if (!data.Features.IsSparse || Settings.PartWithZeros(isCatalog: data.Actions is not null) is not { } part)
            return data;
        SparseStates.RequireDense(data.Features.Width, part);
        return data with { Features = new TableWithZeros(data.Features) };
    }

    private string DescribeNothingHeldOut()
        => $"All rows are of one session (column '{Settings.Columns.Group}'), so none was held out: every stage runs all its epochs without early stopping, "
            + $"and " +
            "nothing tells how good the model is. Name a column that tells sessions apart, group rows with mlContext.Data.GroupSessions, or give Fit "
                + "validation " +
            "data; set ValidationFraction to 0 where this is wanted.";

    private void RequireWeight(LogRows rows)
    {
        if (!rows.HasWeight)
            throw Host.Except(DescribeNoWeight(rows.Rows.Length));
    }

    private (LogRows Training, LogRows? HeldOut) Split(SessionDataset data, int seed)
    {
        if (Settings.ValidationFraction == 0 || data.SessionCount < 2)
            return (AllRows(data), null);
        var (training, heldOut) = data.SplitBySession(Settings.ValidationFraction, seed);
        return (new(data, training), new(data, heldOut));
    }

    private static LogRows AllRows(SessionDataset data)
    {
        var rows = data.Store.NewColumn<int>(data.RowCount);
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        return new(data, rows);
    }
}
