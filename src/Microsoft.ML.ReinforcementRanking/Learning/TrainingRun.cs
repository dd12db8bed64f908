using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>One fit: its rows, its settings, its stages in order and what they reported. Owns the learners, whose networks later stages read.</summary>
internal sealed class TrainingRun(IHost host, TorchSession session, LogRows training, LogRows? heldOut, TrainingSettings settings, int seed, int stageCount)
    : IDisposable
{
    private readonly List<TrainingHistoryEntry> _history = [];
    private readonly List<IDisposable> _owned = [];
    private int _stages;

    public IHost Host => host;

    public Device Device => session.Device;

    public LogRows Training => training;

    public LogRows? HeldOut => heldOut;

    public TrainingSettings Settings => settings;

    public int StageCount => stageCount;

    public IReadOnlyList<TrainingHistoryEntry> History => _history;

    /// <summary>Asked to stop, by the option's token or by <c>MLContext.CancelExecution</c>.</summary>
    public bool IsCanceled => settings.CancellationToken.IsCancellationRequested || host is ICancelable { IsCanceled: true };

    /// <summary>Runs the next stage and hands the learner back at its best epoch.</summary>
    public TLearner Stage<TLearner>(string name, TLearner learner, int maximumEpochs, StageStart? start = null)
        where TLearner : Learner
    {
        Own(learner);
        start ??= StageStart.Fresh;
        using var channel = host.Start(name);
        _stages++;
        if (start.Stream is { } stream)
            TorchSession.Reseed(Seeds.Derive(seed, stream));
        var history = new TrainingStage(this, name, _stages, maximumEpochs, start).Train(learner);
        _history.AddRange(history);
        if (history.Count > 0)
            channel.Info($"{history.Count} epochs, {string.Join(", ", history[^1].Metrics.Select(metric => $"{metric.Key} {metric.Value:G4}"))}");
        return learner;
    }

    /// <summary>A critic that explains nothing on held-out sessions steers by noise; says so instead of failing, since its response may be rare.</summary>
    /// <param name="response">What the critic estimates.</param>
    /// <param name="metric">Its explained share in the metrics of the last stage.</param>
    public void WarnOfWeakCritic(string response, string metric = "r2")
    {
        var best = _history.Where(entry => entry.Stage == _history[^1].Stage && entry.Metrics.ContainsKey(metric)).Select(entry => entry.Metrics[metric]).DefaultIfEmpty(double.NaN).Max();
        if (best > 0 || double.IsNaN(best))
            return;
        Warn("critic", $"The critic of '{response}' explains nothing of the held-out sessions (R² {best:G3}). A policy that follows it follows noise: give the state " +
            "features that predict the response, use more sessions, or leave the response out.");
    }

    /// <summary>A fresh order of the training rows; each stage has its own, from the seed alone.</summary>
    public TransitionSampler NewSampler(StageStart start) => new(training.Rows, settings.BatchSize, Seeds.Derive(seed, start.Stream ?? _stages));

    /// <summary>Frees something when the run ends.</summary>
    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Tells the user what to beware of.</summary>
    public void Warn(string source, string message)
    {
        using var channel = host.Start(source);
        channel.Warning(message);
    }

    /// <summary>Frees what dispose scopes do not: networks and optimizers.</summary>
    public void Dispose() => _owned.ForEach(owned => owned.Dispose());
}
