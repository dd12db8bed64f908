using System.Diagnostics;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>The only training loop: epochs over shuffled rows, held-out assessment, best epoch kept, early stop, progress, cancellation.</summary>
internal sealed class TrainingStage(TrainingRun run, string name, int number, int maximumEpochs, StageStart start)
{
    private readonly List<TrainingHistoryEntry> _history = [];

    /// <summary>Trains the learner and leaves it at its best epoch.</summary>
    /// <exception cref="OperationCanceledException">Canceled before the last stage had a finished epoch.</exception>
    public IReadOnlyList<TrainingHistoryEntry> Train(Learner learner)
    {
        var sampler = run.NewSampler(start);
        var best = start.IsTrained ? learner.Capture() : null;
        var bestValue = start.IsTrained && Assess(learner) is { Value: { } incumbent } ? incumbent : double.NegativeInfinity;
        var sinceBest = 0;
        for (var epoch = 1; epoch <= maximumEpochs; epoch++)
        {
            if (!TrainEpoch(learner, sampler.Epoch(epoch), out var losses, out var rowsPerSecond))
                break;
            var assessment = Assess(learner);
            Report(epoch, losses, assessment, rowsPerSecond);
            sinceBest++;
            if (assessment?.Value is not { } value || value > bestValue)
            {
                (best, sinceBest) = (learner.Capture(), 0);
                bestValue = assessment?.Value ?? double.NegativeInfinity;
            }
            if (sinceBest >= run.Settings.Patience || learner.HasConverged(losses))
                break;
        }
        if (best is null)
            throw new OperationCanceledException($"Training was canceled in stage '{name}' before its first epoch ended, so there is no model to return.", run.Settings.CancellationToken);
        learner.Restore(best);
        learner.SetTraining(false);
        return _history;
    }

    /// <summary>False when canceled: in the last stage the best epoch so far is the result, before it there is nothing to return.</summary>
    private bool TrainEpoch(Learner learner, IEnumerable<ReadOnlyMemory<int>> batches, out Dictionary<string, double> losses, out double rowsPerSecond)
    {
        learner.SetTraining(true);
        losses = [];
        var clock = Stopwatch.StartNew();
        var steps = 0;
        var rows = 0;
        foreach (var batch in batches)
        {
            if (run.IsCanceled)
            {
                if (number == run.StageCount && (start.IsTrained || _history.Count > 0))
                {
                    rowsPerSecond = 0;
                    return false;
                }
                throw new OperationCanceledException($"Training was canceled in stage '{name}' ({number} of {run.StageCount}), before there was a model to return.", run.Settings.CancellationToken);
            }
            TorchSession.FreeMemoryIfDue();
            using var scope = NewDisposeScope();
            var step = learner.Step(new TransitionBatch(run.Training.Data, batch.ToArray(), run.Device));
            Add(step, losses);
            steps++;
            rows += batch.Length;
        }
        foreach (var loss in losses.Keys)
            losses[loss] /= steps;
        rowsPerSecond = rows / Math.Max(clock.Elapsed.TotalSeconds, 1e-9);
        return true;
    }

    private void Add(StepLosses step, Dictionary<string, double> losses)
    {
        foreach (var (loss, value) in step.Values)
        {
            if (!double.IsFinite(value))
                throw run.Host.ExceptParam("learning rate", $"Training diverged in stage '{name}': {loss} became {value}. Lower the learning rate, or normalize the features and responses.");
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

    private void Report(int epoch, Dictionary<string, double> losses, Assessment? assessment, double rowsPerSecond)
    {
        var metrics = assessment?.Metrics ?? new Dictionary<string, double>();
        _history.Add(new(name, epoch, losses, metrics));
        var remaining = TimeSpan.FromSeconds((maximumEpochs - epoch) * run.Training.Rows.Length / rowsPerSecond);
        run.Settings.Progress?.Report(new(name, number, run.StageCount, epoch, maximumEpochs, losses, metrics, rowsPerSecond, remaining));
    }
}
