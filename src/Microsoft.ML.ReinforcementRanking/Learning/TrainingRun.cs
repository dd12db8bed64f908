using System.Runtime.ExceptionServices;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
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

    /// <summary>Gets the number of stages of the run, which is the sum over its plans.</summary>
    public int StageCount { get; private set; }

    public IReadOnlyList<TrainingHistoryEntry> History => _history;

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Gets whether training was canceled, by the token of the options or by <c>MLContext.CancelExecution</c>.</summary>
    public bool IsCanceled => settings.CancellationToken.IsCancellationRequested || host is ICancelable { IsCanceled: true };

    /// <summary>Trains the stages of a plan, one after another.</summary>
    public void Train(TrainingPlan plan)
    {
        StageCount += plan.Stages.Count;
        foreach (var stage in plan.Stages)
            stage.Train(this);
    }

    /// <summary>Trains the next stage, and returns the learner at its best epoch.</summary>
    public TLearner Train<TLearner>(string name, TLearner learner, int maximumEpochs, StageStart start)
        where TLearner : Learner
    {
        Own(learner);
        session.ChooseThreads(learner.AllModules, Math.Min(settings.BatchSize, training.Rows.Length));
        using var channel = host.Start(name);
        _stages++;
        if (start.Stream is { } stream)
            RandomSource.Current.Restart(Seeds.Derive(seed, stream));
        var history = new TrainingStage(this, name, _stages, maximumEpochs, start).Train(learner);
        _history.AddRange(history);
        // The random numbers of the next stage, including those of its networks' initial weights, must not depend on the length of this stage. Streams
        // are positive.
        RandomSource.Current.Restart(Seeds.Derive(seed, -_stages));
        if (history.Count > 0)
            channel.Info($"{history.Count} epochs, {string.Join(", ", history[^1].Metrics.Select(metric => $"{metric.Key} {metric.Value:G4}"))}");
        return learner;
    }

    /// <summary>Creates the order of the training rows. Each stage has its own order, which depends on the seed only.</summary>
    public TransitionSampler NewSampler(StageStart start) => new(training.Rows, settings.BatchSize, Seeds.Derive(seed, start.Stream ?? _stages));

    /// <summary>Registers an object that is disposed of when the run ends.</summary>
    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Adds a warning to the log and to the model.</summary>
    public void Warn(string source, string message)
    {
        using var channel = host.Start(source);
        channel.Warning(FoldScope.Describe(message));
        _warnings.Add(message);
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
    CancellationToken CancellationToken);
