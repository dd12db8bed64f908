using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Provides the terms of losses as pure functions of tensors of shape [rows]. Rows have weights if the log has them, and null weights count all rows equally.
/// </summary>
internal static class Losses
{
    /// <summary>Computes <c>y = r + γ · continues · V(s')</c> without gradient (docs/equations-tscac.md (3), (B3)).</summary>
    public static Tensor DiscountedTarget(Tensor rewards, Tensor nextValues, Tensor continues, double discount)
    {
        RequireRows(rewards, nextValues, continues);
        using var scope = NewDisposeScope();
        return rewards.Plus(continues.Times(discount) * nextValues).detach().MoveToOuterDisposeScope();
    }

    /// <summary>Computes the mean of <c>(prediction − target)²</c>.</summary>
    public static Tensor SquaredError(Tensor predictions, Tensor targets, Tensor? rowWeights)
    {
        RequireRows(predictions, targets);
        using var scope = NewDisposeScope();
        return Mean((predictions - targets).Squared(), rowWeights).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes <c>−mean[(1 − ε) log π(a|s) + ε · mean over candidates of log π]</c>: cloning of the logged action with a floor. At the optimum, no
    /// action has a probability below about ε / K, so none excludes an action from a product of policies (docs/equations-tscac.md (20)).
    /// </summary>
    public static Tensor Cloning(Tensor logProbabilities, Tensor meanLogProbabilities, double floor, Tensor? rowWeights)
    {
        RequireRows(logProbabilities, meanLogProbabilities);
        using var scope = NewDisposeScope();
        return (-Mean(logProbabilities.Times(1 - floor).Plus(meanLogProbabilities.Times(floor)), rowWeights)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes <c>−mean[stop(ρ A) log π(a|s)]</c> with <c>ρ = min(π_old/π_β, cap)</c> (docs/equations-tscac.md (7)).</summary>
    public static Tensor PolicyGradient(Tensor logProbabilities, Tensor advantages, Tensor logRatios, double cap, Tensor? rowWeights)
    {
        RequireRows(logProbabilities, advantages, logRatios);
        using var scope = NewDisposeScope();
        var credit = (logRatios.exp().AtMost(cap) * advantages).detach();
        return (-Mean(credit * logProbabilities, rowWeights)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes <c>−mean[stop(W) log π(a|s)]</c> with <c>W = exp(min(log W, log cap))</c> (docs/equations-tscac.md (12)).</summary>
    public static Tensor WeightedLikelihood(Tensor logProbabilities, Tensor logWeights, double cap, Tensor? rowWeights)
    {
        RequireRows(logProbabilities, logWeights);
        using var scope = NewDisposeScope();
        var weights = logWeights.AtMost(Math.Log(cap)).exp().detach();
        return (-Mean(weights * logProbabilities, rowWeights)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes the KL divergence of diagonal Gaussians, of N(μ, σ²) from N(μ', σ'²), summed over action dimensions. The shape is [rows].
    /// </summary>
    public static Tensor GaussianDivergence(Tensor means, Tensor logDeviations, Tensor otherMeans, Tensor otherLogDeviations)
    {
        using var scope = NewDisposeScope();
        var scaled = (logDeviations - otherLogDeviations).Times(2).exp().Plus(((means - otherMeans) / otherLogDeviations.exp()).Squared()).Minus(1).Over(2);
        return (scaled.Plus(otherLogDeviations) - logDeviations).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes the weighted mean over rows: <c>Σ w x / Σ w</c>. If several ranks share the batch, the result is this rank's part of the mean, and the sum over
    /// the ranks is the mean (<see cref="JointBatch"/>).
    /// </summary>
    public static Tensor Mean(Tensor values, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        if (rowWeights is not null)
        {
            RequireRows(values, rowWeights);
            return (values * Shares(values, rowWeights)).sum().MoveToOuterDisposeScope();
        }
        return (JointBatch.Current is { } joint ? JointBatch.Counted(values, 0).sum().Times(joint.Share) : values.mean()).MoveToOuterDisposeScope();
    }

    /// <summary>Returns the share of each row in a weighted mean, of shape [rows].</summary>
    public static Tensor Shares(Tensor values, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var shares = rowWeights is null ? values.FilledWith(JointBatch.Current?.Share ?? 1.0 / values.shape[0]) : rowWeights / Total(rowWeights);
        if (JointBatch.Current is { } joint)
            shares.narrow(0, joint.CountedRows, shares.shape[0] - joint.CountedRows).zero_();
        return shares.MoveToOuterDisposeScope();
    }

    /// <summary>Computes <see cref="Mean"/> over rows, which are the last dimension, for each index of the other dimensions.</summary>
    public static Tensor MeanOfRows(Tensor values, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var counted = JointBatch.Counted(values, -1);
        var means = rowWeights is not null ? counted.matmul(JointBatch.Counted(rowWeights, 0)) / Total(rowWeights)
            : JointBatch.Current is { } joint ? counted.sum(-1).Times(joint.Share)
            : values.mean([-1]);
        return means.MoveToOuterDisposeScope();
    }

    /// <summary>Returns the weight of the batch by which sums over weighted rows are divided, a single number.</summary>
    public static Tensor Total(Tensor rowWeights)
    {
        using var scope = NewDisposeScope();
        return JointBatch.Sum(JointBatch.Counted(rowWeights, 0).sum()).AtLeast(1e-12).MoveToOuterDisposeScope();
    }

    // A tensor of shape [rows] and one of shape [rows, 1] broadcast to [rows, rows] without an error, and the loss is then meaningless
    // (docs/equations-tscac.md (B3), (B4), (B5), (B6)).
    private static void RequireRows(Tensor first, params ReadOnlySpan<Tensor> others)
    {
        foreach (var other in others)
        {
            if (first.dim() != 1 || !first.shape.AsSpan().SequenceEqual(other.shape))
                throw new InvalidOperationException(
                    $"A loss needs [rows] tensors of one length, but got [{string.Join(", ", first.shape)}] and [{string.Join(", ", other.shape)}].");
        }
    }
}
