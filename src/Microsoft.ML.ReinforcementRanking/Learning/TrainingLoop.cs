using System.Diagnostics;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Implements the only training loop: epochs over shuffled rows, whose batches one learner or several learners share. It can be canceled.
/// </summary>
/// <param name="run">The fit.</param>
/// <param name="stages">The stages of the learners.</param>
/// <param name="learners">The group that trains the learners, or null if there is one learner, which trains alone.</param>
/// <param name="checkpoints">The checkpoints of the stages, or null for none.</param>
internal sealed class TrainingLoop(TrainingRun run, IReadOnlyList<TrainingStage> stages, ILearnerGroup? learners, StageCheckpoints? checkpoints)
{
    private TrainingStage[] _open = [.. stages];

    /// <summary>Trains until no stage is open, and leaves the learners at their best epochs.</summary>
    /// <param name="sampler">The order of the rows.</param>
    /// <exception cref="OperationCanceledException">Training was canceled before the last stage had a finished epoch.</exception>
    /// <exception cref="TrainingDivergedException">Training diverged before the last stage had a finished epoch.</exception>
    public void Train(TransitionSampler sampler)
    {
        using var buffers = new BatchBuffers();
        var number = 0;
        var isCutShort = false;
        if (checkpoints?.ReadEpoch(archive => number = Visit(archive, number)) != true)
        {
            foreach (var stage in stages)
                stage.Begin();
        }
        while (_open.Length > 0)
        {
            number++;
            if (TryTrainEpoch(number, sampler, buffers) is not { } epochs)
            {
                isCutShort = true;
                break;
            }
            int[] kept = [.. _open.Zip(epochs).Index().Where(pair => pair.Item.First.EndEpoch(number, pair.Item.Second)).Select(pair => pair.Index)];
            if (kept.Length > 0 && kept.Length < _open.Length)
                learners!.Keep(kept);
            _open = Array.ConvertAll(kept, index => _open[index]);
            if (kept.Length > 0)
                checkpoints?.WriteEpoch(number, archive => Visit(archive, number));
        }
        foreach (var stage in stages)
            stage.Complete();
        if (!isCutShort)
            checkpoints?.WriteResult();
    }

    /// <summary>Visits everything that the epochs until now have changed, and returns their number.</summary>
    private int Visit(StateArchive archive, int number)
    {
        archive.Visit(ref number);
        int[] open = [.. stages.Index().Where(stage => _open.Contains(stage.Item)).Select(stage => stage.Index)];
        archive.Visit(ref open);
        if (open.Length < _open.Length)
        {
            learners!.Keep(open);
            _open = Array.ConvertAll(open, index => stages[index]);
        }
        foreach (var stage in stages)
            stage.Visit(archive);
        learners?.Visit(archive);
        RandomSource.Current.Visit(archive);
        return number;
    }

    /// <summary>Trains an epoch. If it diverges and earlier epochs have given a model, training ends with that model instead.</summary>
    private TrainingEpoch[]? TryTrainEpoch(int number, TransitionSampler sampler, BatchBuffers buffers)
    {
        try
        {
            return TrainEpoch(number, sampler.Epoch(number), buffers);
        }
        catch (TrainingDivergedException divergence) when (stages.All(stage => stage.HasResult))
        {
            foreach (var stage in stages)
                stage.Diverge(divergence);
            return null;
        }
    }

    /// <summary>Trains one epoch of the open stages, and returns its results for each of them, or null if training is canceled.</summary>
    private TrainingEpoch[]? TrainEpoch(int number, IEnumerable<ReadOnlyMemory<int>> batches, BatchBuffers buffers)
    {
        foreach (var stage in _open)
            stage.Learner.SetTraining(true);
        EpochLosses[] losses = [.. _open.Select(stage => new EpochLosses(stage.Name, number))];
        var clock = Stopwatch.StartNew();
        var rows = 0;
        foreach (var batch in batches)
        {
            if (Step(batch.ToArray(), buffers) is not { } steps)
            {
                foreach (var stage in _open)
                    stage.Cancel();
                return null;
            }
            foreach (var (own, step) in losses.Zip(steps))
                own.Add(step);
            rows += batch.Length;
        }
        foreach (var (own, stage) in losses.Zip(_open))
            own.RequireFinite(stage.Learner);
        run.Ranks.RequireInStep(run.Host, _open.Select(stage => stage.Learner));
        // Stages that are trained together divide the time.
        var rowsPerSecond = (double)rows * _open.Length / Math.Max(clock.Elapsed.TotalSeconds, 1e-9);
        return Array.ConvertAll(losses, own => own.ToEpoch(rowsPerSecond));
    }

    /// <summary>Makes a gradient step of the open stages, and returns their losses, or null if training is canceled.</summary>
    private IReadOnlyList<StepLosses>? Step(int[] batch, BatchBuffers buffers)
    {
        var isCanceled = run.IsCanceled;
        using var joint = run.Ranks.Begin(run.Training.Data, batch, isCanceled);
        // Other ranks learn of a cancellation in the step itself, which they make together with this one.
        if (joint is null && isCanceled)
            return null;
        NativeHeap.CountStep();
        using var scope = NewDisposeScope();
        var transitions = new TransitionBatch(run.Training.Data, joint?.OwnRows ?? batch, run.Device, buffers);
        var losses = learners?.Step(transitions) ?? [_open[0].Learner.Step(transitions)];
        return joint is not null && run.Ranks.AreCanceled(joint) ? null : losses;
    }
}
