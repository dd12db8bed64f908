using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents a policy over the catalog: the softmax of a weighted sum of two-tower functions, which can be copied from libtorch to a model as it is.
/// </summary>
internal abstract class SoftmaxPolicy
{
    /// <summary>Gets the terms of the weighted sum that the logits are. The uniform policy has none.</summary>
    public abstract IEnumerable<WeightedNetwork> Parts { get; }

    protected abstract int ActionCount { get; }

    /// <summary>Computes the unnormalized log-probabilities of the candidates without their correction. The shape is [rows, candidates].</summary>
    public Tensor Logits(Tensor states, CandidateSet candidates) => Parts.Any()
        ? WeightedNetwork.ScoreCandidates(Parts, states, candidates)
        : zeros([states.shape[0], candidates.Indices?.shape[0] ?? ActionCount], device: states.device);

    /// <summary>Computes the logits for given action values. A policy that does not depend on a critic ignores them.</summary>
    public virtual Tensor LogitsGiven(Tensor values, Tensor states, CandidateSet candidates) => Logits(states, candidates);

    /// <summary>Computes the logits in the states that follow a batch's rows.</summary>
    public virtual Tensor NextLogits(TransitionBatch batch, Tensor values, Tensor states, CandidateSet candidates) => LogitsGiven(values, states, candidates);

    /// <summary>Computes log π over the catalog of each candidate from uncorrected logits. The shape is [rows, candidates].</summary>
    public static Tensor LogProbabilities(Tensor logits, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return (logits - candidates.Correct(logits).logsumexp(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes π over the candidates, which sums to 1. The shape is [rows, candidates].</summary>
    public Tensor Probabilities(Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return candidates.Correct(Logits(states, candidates)).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>Computes log π(a|s) of each row's own action. The shape is [rows].</summary>
    public Tensor LogProbability(Tensor states, Tensor actions, CandidateSet candidates)
        => LogProbability(states, actions, candidates, Logits(states, candidates));

    /// <summary>Computes log π(a|s) of each row's own action for given logits of the candidates. The shape is [rows].</summary>
    public Tensor LogProbability(Tensor states, Tensor actions, CandidateSet candidates, Tensor logits)
    {
        using var scope = NewDisposeScope();
        if (candidates.Indices is null)
            return (logits.gather(1, actions.unsqueeze(1)).squeeze(1) - logits.logsumexp(1)).MoveToOuterDisposeScope();
        // This is a sampled softmax: the row's own action counts once and exactly, whether or not it was drawn.
        var own = Parts.Any() ? WeightedNetwork.ScoreActions(Parts, states, actions) : zeros([states.shape[0]], device: states.device);
        var drawn = candidates.Indices.unsqueeze(0).eq(actions.unsqueeze(1));
        var others = candidates.Correct(logits).Masked(drawn, double.NegativeInfinity).logsumexp(1);
        return (own - logaddexp(own, others)).MoveToOuterDisposeScope();
    }
}

/// <summary>Represents a learned policy: the softmax of a two-tower network times a sharpness that calibration sets after training.</summary>
internal sealed class NetworkPolicy(TwoTowerNetwork network) : SoftmaxPolicy
{
    public TwoTowerNetwork Network => network;

    /// <summary>Gets or sets the inverse temperature, which is 1 before calibration.</summary>
    public double Sharpness { get; set; } = 1;

    public override IEnumerable<WeightedNetwork> Parts => [new(network, Sharpness)];

    protected override int ActionCount => network.ActionCount;
}

/// <summary>Represents a policy that gives all actions of the catalog the same probability: the behavior policy of a random-exposure log.</summary>
internal sealed class UniformPolicy(int actionCount) : SoftmaxPolicy
{
    public override IEnumerable<WeightedNetwork> Parts => [];

    protected override int ActionCount => actionCount;
}

/// <summary>
/// Represents a policy whose probabilities are a column of the log, so that it is known only in the states of the log. There its logits are
/// <see cref="SoftmaxPolicy.NextLogits"/>. In other states all actions have the same probability.
/// </summary>
internal sealed class LoggedPolicy(int actionCount) : SoftmaxPolicy
{
    /// <summary>A probability whose logarithm is finite. All smaller probabilities are irrelevant.</summary>
    private const double Smallest = 1e-30;

    public override IEnumerable<WeightedNetwork> Parts => [];

    protected override int ActionCount => actionCount;

    public override Tensor NextLogits(TransitionBatch batch, Tensor values, Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        var logits = batch.NextActionProbabilities().Plus(Smallest).log();
        return (candidates.Indices is null ? logits : logits.index_select(1, candidates.Indices)).MoveToOuterDisposeScope();
    }
}

/// <summary>Represents the behavior policy: a policy over the catalog and, for logged actions, the log's own propensities if it has them.</summary>
internal sealed record BehaviorReference(SoftmaxPolicy Policy)
{
    /// <summary>Computes log π_β of each row's own action. The shape is [rows].</summary>
    public Tensor LogProbability(TransitionBatch batch, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var logged = batch.Propensities is { } propensities ? propensities.log() : Policy.LogProbability(batch.States, batch.Actions!, candidates);
        return logged.MoveToOuterDisposeScope();
    }
}
