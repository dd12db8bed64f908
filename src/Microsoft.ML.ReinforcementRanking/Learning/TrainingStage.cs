using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Represents the epochs of one learner: it assesses them on held-out rows, keeps the best one, knows when more of them bring nothing, and reports progress.
/// </summary>
internal sealed class TrainingStage(TrainingRun run, string name, int stageNumber, int maximumEpochs, StageStart start, Learner learner)
{
    private readonly List<TrainingHistoryEntry> _history = [];
    private readonly BestEpoch _best = new();
    private int _resumedEpochs;

    public string Name => name;

    public int Number => stageNumber;

    public Learner Learner => learner;

    public IReadOnlyList<TrainingHistoryEntry> History => _history;

    /// <summary>Gets the number of the best epoch, or 0 if no epoch improved on the trained learner that the stage started with.</summary>
    public int BestEpochNumber => _history.Count - _best.EpochsSince;

    /// <summary>Gets whether this is the last stage of the fit, and has weights for a model to return if it does not end as planned.</summary>
    public bool HasResult => stageNumber == run.StageCount && _best.Weights is not null;

    /// <summary>Takes a trained learner into account, which epochs have to improve on.</summary>
    public void Begin()
    {
        if (start.IsTrained)
            _best.Start(learner.Capture(), Assess()?.Value);
    }

    /// <summary>Assesses and reports an epoch, and returns whether another one can bring something.</summary>
    public bool EndEpoch(int number, TrainingEpoch epoch)
    {
        var assessment = Assess();
        Report(number, epoch, assessment);
        _best.Add(assessment?.Value, learner.Capture);
        if (_best.EpochsSince >= run.Settings.Patience || learner.HasConverged(epoch.Loss))
            return false;
        if (number == maximumEpochs && _best.IsStillImproving)
            run.Warn(name, DescribeStillImproving());
        return number < maximumEpochs;
    }

    /// <summary>Ends the stage before its time. Only the last stage of a fit has a result to return then.</summary>
    /// <exception cref="OperationCanceledException">There is no result.</exception>
    public void Cancel()
    {
        if (!HasResult)
        {
            throw new OperationCanceledException(
                $"Training was canceled in stage '{name}' ({stageNumber} of {run.StageCount}), before there was a model to return.",
                run.Settings.CancellationToken);
        }
        run.Warn(name, DescribeCanceled());
    }

    /// <summary>Ends the stage because an epoch diverged. Its result is that of the epochs before.</summary>
    public void Diverge(TrainingDivergedException divergence)
    {
        run.Diverge(divergence, BestEpochNumber);
        run.Warn(name, string.Create(CultureInfo.InvariantCulture,
            $"{divergence.Message} The model is that of epoch {BestEpochNumber} of {maximumEpochs}."));
    }

    /// <summary>Leaves the learner at its best epoch.</summary>
    /// <exception cref="InvalidOperationException">No epoch has a result to compare.</exception>
    public void Complete()
    {
        // A stage that ends without an epoch has thrown before.
        if (_best.Weights is not { } best)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Stage '{name}' has no best epoch: its result on the held-out " +
                $"rows is NaN in all of its {_history.Count} epochs. Look for values that are far larger than the others, or lower the learning rate."));
        }
        learner.Restore(best);
        learner.SetTraining(false);
    }

    /// <summary>Visits the epochs until now, and what the learner has learned in them.</summary>
    public void Visit(StateArchive archive)
    {
        TrainingHistoryEntry[] history = [.. _history];
        archive.Visit(ref history, entry => Visit(archive, entry));
        _history.Clear();
        _history.AddRange(history);
        _best.Visit(archive);
        learner.Visit(archive);
        if (archive.IsReading)
            _resumedEpochs = _history.Count;
    }

    private TrainingHistoryEntry Visit(StateArchive archive, TrainingHistoryEntry? entry)
    {
        var (epoch, losses, metrics) = (entry?.Epoch ?? 0, entry?.Losses.ToArray() ?? [], entry?.Metrics.ToArray() ?? []);
        archive.Visit(ref epoch);
        archive.Visit(ref losses, archive.Visit);
        archive.Visit(ref metrics, archive.Visit);
        return new(name, epoch, new Dictionary<string, double>(losses), new Dictionary<string, double>(metrics));
    }

    private Assessment? Assess()
    {
        if (run.HeldOut is null)
            return null;
        learner.SetTraining(false);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var assessment = learner.Assess(run.HeldOut);
        // All ranks measure the same, except for roundings, and have to come to the same decisions.
        return assessment.Value is { } value ? assessment with { Value = run.Ranks.OfFirst(value) } : assessment;
    }

    private void Report(int number, TrainingEpoch epoch, Assessment? assessment)
    {
        var metrics = assessment?.ByName ?? new Dictionary<string, double>();
        _history.Add(new(name, number, epoch.Losses, metrics));
        var remaining = TimeSpan.FromSeconds((double)(maximumEpochs - number) * run.Training.Rows.Length / epoch.RowsPerSecond);
        run.Report(_history[^1], epoch, new()
        {
            Stage = name,
            StageNumber = stageNumber,
            NumberOfStages = run.StageCount,
            Epoch = number,
            NumberOfEpochs = maximumEpochs,
            ResumedEpochs = _resumedEpochs,
            Losses = epoch.Losses,
            Metrics = metrics,
            RowsPerSecond = epoch.RowsPerSecond,
            Remaining = remaining,
        });
    }

    private string DescribeCanceled() => string.Create(CultureInfo.InvariantCulture,
        $"Training was canceled in stage '{name}' ({stageNumber} of {run.StageCount}) after {_history.Count} of {maximumEpochs} epochs. The model is the " +
        $"best one until then. A fit that is not canceled can give a better one.");

    private string DescribeStillImproving() => string.Create(CultureInfo.InvariantCulture,
        $"Stage '{name}' ({stageNumber} of {run.StageCount}) ran all its {maximumEpochs} epochs, and its result on the held-out sessions was still " +
        $"improving. Raise the number of epochs of this stage. Early stopping ends it when more epochs bring nothing.");
}

/// <summary>Contains the results of one epoch of training.</summary>
/// <param name="Loss">The mean loss of its gradient steps.</param>
/// <param name="Losses">The means of all named values.</param>
/// <param name="RowsPerSecond">The number of training rows per second.</param>
internal sealed record TrainingEpoch(double Loss, IReadOnlyDictionary<string, double> Losses, double RowsPerSecond);
