using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Implements the only training loop: epochs over shuffled rows with assessment on held-out rows. It keeps the best epoch, stops early, reports progress
/// and can be canceled.
/// </summary>
internal sealed class TrainingStage(TrainingRun run, string name, int stageNumber, int maximumEpochs, StageStart start)
{
    private readonly List<TrainingHistoryEntry> _history = [];
    private readonly BestEpoch _best = new();

    /// <summary>Trains the learner, and leaves it at its best epoch.</summary>
    /// <exception cref="OperationCanceledException">Training was canceled before the last stage had a finished epoch.</exception>
    public IReadOnlyList<TrainingHistoryEntry> Train(Learner learner)
    {
        using var buffers = new BatchBuffers();
        var sampler = run.NewSampler(start);
        if (start.IsTrained)
            _best.Start(learner.Capture(), Assess(learner)?.Value);
        for (var number = 1; number <= maximumEpochs; number++)
        {
            if (TrainEpoch(learner, sampler.Epoch(number), buffers) is not { } epoch)
            {
                run.Warn(name, DescribeCanceled());
                break;
            }
            var assessment = Assess(learner);
            Report(number, epoch, assessment);
            _best.Add(assessment?.Value, learner.Capture);
            if (_best.EpochsSince >= run.Settings.Patience || learner.HasConverged(epoch.Loss))
                break;
            if (number == maximumEpochs && _best.IsStillImproving)
                run.Warn(name, DescribeStillImproving());
        }
        if (_best.Weights is not { } best)
        {
            throw new OperationCanceledException($"Training was canceled in stage '{name}' before its first epoch ended, so there is no model to return.",
                run.Settings.CancellationToken);
        }
        learner.Restore(best);
        learner.SetTraining(false);
        return _history;
    }

    /// <summary>
    /// Trains one epoch, and returns null if training is canceled in the last stage, whose best epoch so far is then the result. Earlier stages have no
    /// result to return.
    /// </summary>
    private Epoch? TrainEpoch(Learner learner, IEnumerable<ReadOnlyMemory<int>> batches, BatchBuffers buffers)
    {
        learner.SetTraining(true);
        Dictionary<string, double> losses = [];
        var clock = Stopwatch.StartNew();
        var (loss, steps, rows) = (0.0, 0, 0);
        foreach (var batch in batches)
        {
            if (run.IsCanceled)
            {
                if (stageNumber == run.StageCount && (start.IsTrained || _history.Count > 0))
                    return null;
                throw new OperationCanceledException(
                    $"Training was canceled in stage '{name}' ({stageNumber} of {run.StageCount}), before there was a model to return.",
                    run.Settings.CancellationToken);
            }
            NativeHeap.CountStep();
            using var scope = NewDisposeScope();
            var step = learner.Step(new TransitionBatch(run.Training.Data, batch.ToArray(), run.Device, buffers));
            Add(step, losses);
            loss += step.Loss;
            steps++;
            rows += batch.Length;
        }
        foreach (var key in losses.Keys)
            losses[key] /= steps;
        return new(loss / steps, losses, rows / Math.Max(clock.Elapsed.TotalSeconds, 1e-9));
    }

    private void Add(StepLosses step, Dictionary<string, double> losses)
    {
        foreach (var (loss, value) in step.Values)
        {
            if (!double.IsFinite(value))
            {
                throw run.Host.ExceptParam("learning rate", $"Training diverged in stage '{name}': {loss} became {value}. "
                    + "Lower the learning rate, or normalize the features and responses.");
            }
            losses[loss] = losses.GetValueOrDefault(loss) + value;
        }
    }

    private Assessment? Assess(Learner learner)
    {
        if (run.HeldOut is null)
            return null;
        learner.SetTraining(false);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return learner.Assess(run.HeldOut);
    }

    private void Report(int number, Epoch epoch, Assessment? assessment)
    {
        var metrics = assessment?.ByName ?? new Dictionary<string, double>();
        _history.Add(new(name, number, epoch.Losses, metrics));
        var remaining = TimeSpan.FromSeconds((maximumEpochs - number) * run.Training.Rows.Length / epoch.RowsPerSecond);
        run.Settings.Progress?.Report(new()
        {
            Stage = name,
            StageNumber = stageNumber,
            NumberOfStages = run.StageCount,
            Epoch = number,
            NumberOfEpochs = maximumEpochs,
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

    /// <summary>Contains the results of one epoch of training.</summary>
    /// <param name="Loss">The mean loss of its gradient steps.</param>
    /// <param name="Losses">The means of all named values.</param>
    /// <param name="RowsPerSecond">The number of training rows per second.</param>
    private sealed record Epoch(double Loss, Dictionary<string, double> Losses, double RowsPerSecond);
}
