using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Provides the terms of multi-task losses as pure functions of tensors of shape [rows, tasks].</summary>
internal static class TaskLosses
{
    /// <summary>The smallest probability in a reward, as in the authors' code.</summary>
    public const double SmallestProbability = 1e-4;

    /// <summary>The largest absolute value of a reward, <c>−log(1e-4)</c>. Squared errors are capped at it too.</summary>
    public static readonly double LargestPenalty = -Math.Log(SmallestProbability);

    /// <summary>
    /// Computes the binary cross-entropy of logits and the squared error of standardized predictions. The shape is [rows, tasks].
    /// </summary>
    /// <param name="outputs">The logits and predictions.</param>
    /// <param name="targets">The labels, and the standardized numbers.</param>
    /// <param name="isBinary">Whether each task is binary, of shape [1, tasks].</param>
    public static Tensor PerRow(Tensor outputs, Tensor targets, Tensor isBinary)
    {
        RequireTable(outputs, targets);
        using var scope = NewDisposeScope();
        var crossEntropy = nn.functional.binary_cross_entropy_with_logits(outputs, targets, reduction: nn.Reduction.None);
        return where(isBinary, crossEntropy, (outputs - targets).Squared()).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes <c>r = y log a + (1 − y) log(1 − a)</c> with probabilities clipped to [1e-4, 1], and for regression tasks the negative squared error
    /// capped at the same size (docs/equations-rmtl.md (1)). The shape is [rows, tasks].
    /// </summary>
    /// <param name="predictions">The probabilities, and the standardized predictions.</param>
    /// <param name="targets">The labels, and the standardized numbers.</param>
    /// <param name="isBinary">Whether each task is binary, of shape [1, tasks].</param>
    public static Tensor Rewards(Tensor predictions, Tensor targets, Tensor isBinary)
    {
        RequireTable(predictions, targets);
        using var scope = NewDisposeScope();
        var logLikelihood = (targets * predictions.Between(SmallestProbability, 1).log())
            .Plus(targets.SubtractedFrom(1) * predictions.SubtractedFrom(1).Between(SmallestProbability, 1).log());
        var squaredError = (predictions - targets).Squared().AtMost(LargestPenalty);
        return where(isBinary, logLikelihood, -squaredError).MoveToOuterDisposeScope();
    }

    /// <summary>Computes ω of each row and task without gradient (docs/equations-rmtl.md (3), (5)). The shape is [rows, tasks].</summary>
    public static Tensor Weights(LossWeighting weighting, double strength, Tensor values, Tensor targets)
    {
        RequireTable(values, targets);
        using var scope = NewDisposeScope();
        var weights = weighting switch
        {
            LossWeighting.Full => values.Times(strength).SubtractedFrom(1),
            LossWeighting.LabelTimesValue => (targets.Times(strength) * values).SubtractedFrom(1),
            LossWeighting.Constant => values.FilledWith(0.5),
            LossWeighting.NegativeValue => -values,
            _ => ones_like(values),
        };
        return weights.detach().MoveToOuterDisposeScope();
    }

    /// <summary>Computes the largest ω that values of at least −penalty / (1 − γ) allow (docs/equations-rmtl.md (6)).</summary>
    public static double LargestWeight(LossWeighting weighting, double strength, double discount) => weighting switch
    {
        LossWeighting.Full or LossWeighting.LabelTimesValue => 1 + strength * LargestPenalty / (1 - discount),
        LossWeighting.NegativeValue => LargestPenalty / (1 - discount),
        _ => 1,
    };

    /// <summary>Computes <c>(1/K) Σ_k w_k · mean_rows[ω_k L_k]</c> (docs/equations-rmtl.md (4)).</summary>
    /// <param name="losses">The losses L, of shape [rows, tasks].</param>
    /// <param name="weights">The weights ω, of shape [rows, tasks], or null for 1.</param>
    /// <param name="taskWeights">The weights w of the tasks, of shape [tasks].</param>
    /// <param name="rowWeights">The weights of the rows, of shape [rows], or null to count all rows equally.</param>
    public static Tensor Total(Tensor losses, Tensor? weights, Tensor taskWeights, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var weighted = weights is null ? losses : losses * weights;
        return (MeanPerTask(weighted, rowWeights) * taskWeights).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Computes the weighted mean over rows, as <see cref="Losses.Mean"/> does. The shape is [tasks].</summary>
    public static Tensor MeanPerTask(Tensor values, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var counted = JointBatch.Counted(values, 0);
        var means = rowWeights is not null
            ? (counted * JointBatch.Counted(rowWeights, 0).unsqueeze(1)).sum(dim: 0) / Losses.Total(rowWeights)
            : JointBatch.Current is { } joint ? counted.sum(dim: 0).Times(joint.Share) : values.mean([0]);
        return means.MoveToOuterDisposeScope();
    }

    private static void RequireTable(Tensor first, Tensor second)
    {
        if (first.dim() != 2 || !first.shape.AsSpan().SequenceEqual(second.shape))
            throw new InvalidOperationException(
                $"Task losses need [rows, tasks] tensors of one shape, but got [{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}].");
    }
}
