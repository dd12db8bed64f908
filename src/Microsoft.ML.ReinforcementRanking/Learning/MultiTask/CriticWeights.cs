using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Weights losses by frozen critics (docs/equations-rmtl.md (3), (6), (7)). The weights are clipped to the range that the critics allow and, if
/// requested, divided by their mean over the training rows.
/// </summary>
internal sealed class CriticWeights : IDisposable
{
    private readonly TaskCritics _critics;
    private readonly LossWeighting _weighting;
    private readonly double _strength;
    private readonly double _largest;
    private readonly Tensor _means;

    /// <param name="critics">The critics, which are no longer trained.</param>
    /// <param name="weighting">The form of ω.</param>
    /// <param name="strength">The weight strength λ.</param>
    /// <param name="discount">The discount factor γ of the critics.</param>
    /// <param name="actor">The network before fine-tuning.</param>
    /// <param name="normalizeOn">
    /// The rows over which ω has mean 1 in each task when fine-tuning begins, so that the learning rate keeps its meaning, or null to leave ω as it is.
    /// </param>
    public CriticWeights(TaskCritics critics, LossWeighting weighting, double strength, double discount, TaskNetwork actor, LogRows? normalizeOn)
    {
        (_critics, _weighting, _strength) = (critics, weighting, strength);
        _largest = TaskLosses.LargestWeight(weighting, strength, discount);
        _means = normalizeOn is null ? ones([1, actor.Tasks.Count], device: actor.Device) : Means(actor, normalizeOn);
    }

    public Tensor Weigh(TransitionBatch batch, Tensor predictions, Tensor targets) => Clamped(batch, predictions, targets) / _means;

    public void Dispose() => _means.Dispose();

    private Tensor Clamped(TransitionBatch batch, Tensor predictions, Tensor targets)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return TaskLosses.Weights(_weighting, _strength, _critics.Values(batch, predictions), targets).AtMost(_largest).MoveToOuterDisposeScope();
    }

    private Tensor Means(TaskNetwork actor, LogRows rows)
    {
        var predictions = actor.PredictAll(rows);
        var weights = RowTable.Of(rows, _critics.Module, predictions.Length,
            batch => Clamped(batch, stack(predictions.Select(batch.Column), 1), actor.Targets(batch, rows)));
        var total = rows.Rows.Sum(rows.WeightOf);
        return tensor(weights.Select(column => (float)(rows.Rows.Sum(row => rows.WeightOf(row) * column[row]) / total)).ToArray(), device: actor.Device)
            .unsqueeze(0);
    }
}
