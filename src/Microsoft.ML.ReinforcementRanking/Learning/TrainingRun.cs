using System.Runtime.ExceptionServices;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Telemetry;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents one fit: its rows, its settings and the reports of its stages. It owns the learners, whose networks later stages read.</summary>
internal sealed class TrainingRun(IHost host, TorchSession session, LogRows training, LogRows? heldOut, TrainingSettings settings, int seed) : IDisposable
{
    private readonly List<TrainingHistoryEntry> _history = [];
    private readonly List<string> _warnings = [];
    private readonly List<IDisposable> _owned = [];
    private int _stages;

    public IHost Host => host;

    public Device Device => session.Device;

    public LogRows Training => training;

    public LogRows? HeldOut => heldOut;

    public TrainingSettings Settings => settings;

    /// <summary>Gets the ranks that share the fit.</summary>
    public FitRanks Ranks => settings.Ranks;

    /// <summary>Gets the number of stages of the run, which is the sum over its plans.</summary>
    public int StageCount { get; private set; }

    public IReadOnlyList<TrainingHistoryEntry> History => _history;

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Gets whether training was canceled, by the token of the options or by <c>MLContext.CancelExecution</c>.</summary>
    public bool IsCanceled => settings.CancellationToken.IsCancellationRequested || host is ICancelable { IsCanceled: true };

    /// <summary>Gets the divergence that ended the last stage before its time, with the epoch whose weights it has, or null if none did.</summary>
    public (TrainingDivergedException Exception, int LastGoodEpoch)? Divergence { get; private set; }

    /// <summary>Trains the stages of a plan, one after another.</summary>
    public void Train(TrainingPlan plan)
    {
        string[] names = [.. plan.Stages.SelectMany(stage => stage.Names)];
        StageCount += names.Length;
        Inform(FitMessages.Start(training, heldOut, names));
        foreach (var stage in plan.Stages)
            stage.Train(this);
    }

    /// <summary>Trains the next stages together, and leaves their learners at their best epochs.</summary>
    /// <param name="names">The names of the stages.</param>
    /// <param name="learners">The learners of the stages.</param>
    /// <param name="maximumEpochs">The maximum number of epochs.</param>
    /// <param name="start">The start of the stages.</param>
    /// <param name="newGroup">Creates the group that trains the learners. It is null if there is one learner, which trains alone.</param>
    public void Train(IReadOnlyList<string> names, IReadOnlyList<Learner> learners, int maximumEpochs, StageStart start, Func<ILearnerGroup>? newGroup)
    {
        foreach (var learner in learners)
            Own(learner).LimitGradients(settings.MaximumGradientNorm);
        TrainingStage[] stages = [.. names.Zip(learners, (name, learner) => new TrainingStage(this, name, ++_stages, maximumEpochs, start, learner))];
        var checkpoints = settings.Checkpoints is { } folder ? new StageCheckpoints(this, folder, stages) : null;
        // A result that is read has the group and the threads that its training had: what comes before the next stage is computed with the same roundings.
        var group = newGroup is null ? null : Own(newGroup());
        group?.LimitGradients(settings.MaximumGradientNorm);
        session.ChooseThreads(group?.Modules ?? learners[0].AllModules, Math.Min(settings.BatchSize, training.Rows.Length));
        if (checkpoints is null || !checkpoints.ReadResult())
        {
            if (start.Stream is { } stream)
                RandomSource.Current.Restart(Seeds.Derive(seed, stream));
            new TrainingLoop(this, stages, group, checkpoints).Train(NewSampler(start));
        }
        // The random numbers of the next stage, including those of its networks' initial weights, must not depend on the length of this stage. Streams
        // are positive.
        RandomSource.Current.Restart(Seeds.Derive(seed, -_stages));
        foreach (var stage in stages)
        {
            _history.AddRange(stage.History);
            Inform(FitMessages.EndOfStage(stage, StageCount));
        }
    }

    /// <summary>Tells everyone who watches the fit that an epoch ended.</summary>
    public void Report(TrainingHistoryEntry entry, TrainingEpoch epoch, TrainingProgress progress)
    {
        Instruments.EndEpoch(settings.Trainer, entry.Stage, training.Rows.Length, training.Rows.Length / epoch.RowsPerSecond, epoch.Loss);
        if (settings.Events?.Add(entry) is { } warning)
            Warn(entry.Stage, warning);
        settings.Progress?.Report(progress);
    }

    /// <summary>Remembers that the last stage diverged. The model of its best epoch is built all the same, and offered by the exception.</summary>
    public void Diverge(TrainingDivergedException exception, int lastGoodEpoch) => Divergence = (exception, lastGoodEpoch);

    /// <summary>Creates the order of the training rows. Each stage has its own order, which depends on the seed only.</summary>
    public TransitionSampler NewSampler(StageStart start)
        => new(training.Rows, settings.BatchSize, Seeds.Derive(seed, start.Stream ?? _stages), settings.WindowLength,
            settings.WindowLength < training.Rows.Length ? training.Data.Features.Prefetch : null);

    /// <summary>Registers an object that is disposed of when the run ends.</summary>
    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Writes a message to the log.</summary>
    public void Inform(string message)
    {
        if (!Ranks.IsFirst)
            return;
        using var channel = host.Start("Training");
        channel.Info(FoldScope.Describe(message));
    }

    /// <summary>Visits the warnings after the first ones, which the log does not get again.</summary>
    public void VisitWarnings(StateArchive archive, int first)
    {
        string[] warnings = [.. _warnings.Skip(first)];
        archive.Visit(ref warnings, text =>
        {
            text ??= "";
            archive.Visit(ref text);
            return text;
        });
        _warnings.RemoveRange(first, _warnings.Count - first);
        _warnings.AddRange(warnings);
    }

    /// <summary>Adds a warning to the log and to the model.</summary>
    public void Warn(string source, string message)
    {
        _warnings.Add(message);
        if (!Ranks.IsFirst)
            return;
        using var channel = host.Start(source);
        channel.Warning(FoldScope.Describe(message));
    }

    /// <summary>
    /// Disposes of objects that dispose scopes do not release: networks and optimizers. If one fails, the others are disposed of all the same.
    /// </summary>
    public void Dispose()
    {
        List<Exception> failures = [];
        foreach (var owned in _owned)
        {
            try
            {
                owned.Dispose();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }
        if (failures.Count == 1)
            ExceptionDispatchInfo.Throw(failures[0]);
        if (failures.Count > 1)
            throw new AggregateException(failures);
    }
}

/// <summary>Contains the settings that all stages of a fit share.</summary>
internal sealed record TrainingSettings(
    int BatchSize,
    int Patience,
    IProgress<TrainingProgress>? Progress,
    CancellationToken CancellationToken)
{
    /// <summary>Gets the name of the trainer, which tells fits apart for those who watch them.</summary>
    public string Trainer { get; init; } = "";

    /// <summary>Gets the norm above which the gradient of a step is shortened to it, or null for none.</summary>
    public double? MaximumGradientNorm { get; init; }

    /// <summary>Gets the number of rows that are shuffled at once.</summary>
    public int WindowLength { get; init; } = int.MaxValue;

    /// <summary>Gets the ranks that share the fit. The default is a single one.</summary>
    public FitRanks Ranks { get; init; } = new(null);

    /// <summary>Gets the events of TensorBoard, or null if they are not written.</summary>
    public TensorBoardLog? Events { get; init; }

    /// <summary>Gets the checkpoints of the fit, or null if there are none.</summary>
    public CheckpointFolder? Checkpoints { get; init; }
}
