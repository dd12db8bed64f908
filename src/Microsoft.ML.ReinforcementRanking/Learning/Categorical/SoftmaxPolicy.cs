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

    /// <summary>Computes the unnormalized log-probabilities of the candidates without their correction. The shape is [rows, columns].</summary>
    public Tensor Logits(Tensor states, CandidateSet candidates)
    {
        if (!Parts.Any())
            return zeros([states.shape[0], candidates.CountColumns(ActionCount)], device: states.device);
        using var scope = NewDisposeScope();
        return new JointTowers(Parts, states, candidates).Scores([.. Parts]).MoveToOuterDisposeScope();
    }

    /// <summary>Returns the terms of the logits for given action values. A policy that does not depend on a critic ignores the values.</summary>
    public virtual IEnumerable<WeightedNetwork> PartsGiven(IEnumerable<WeightedNetwork> values) => Parts;

    /// <summary>Computes means over the candidates under the policy in the states that follow a batch's rows.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="candidates">The actions of sums.</param>
    /// <param name="towers">The embeddings of the states that follow, and of the candidates.</param>
    /// <param name="logits">The terms of the logits, from <see cref="PartsGiven"/>.</param>
    /// <param name="valued">The networks whose sums are averaged.</param>
    public virtual SoftmaxMeans NextMeans(
        TransitionBatch batch, CandidateSet candidates, JointTowers towers, IReadOnlyList<WeightedNetwork> logits, IReadOnlyList<WeightedNetwork> valued)
        => towers.Means(logits, valued);

    /// <summary>Computes log π over the catalog of each candidate from uncorrected logits. The shape is [rows, columns].</summary>
    public static Tensor LogProbabilities(Tensor logits, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return (logits - candidates.Correct(logits).logsumexp(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes π over the candidates, which sums to 1. The shape is [rows, columns].</summary>
    public Tensor Probabilities(Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return candidates.Correct(Logits(states, candidates)).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>Computes log π(a|s) of each row's own action, without a gradient. The shape is [rows].</summary>
    public Tensor LogProbability(Tensor states, Tensor actions, CandidateSet candidates)
    {
        if (!Parts.Any())
            return LogProbability(states, actions, candidates, Logits(states, candidates));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new JointTowers(Parts, states, candidates).LogProbabilities([.. Parts], states, actions).MoveToOuterDisposeScope();
    }

    /// <summary>Computes log π(a|s) of each row's own action for given logits of the candidates. The shape is [rows].</summary>
    public Tensor LogProbability(Tensor states, Tensor actions, CandidateSet candidates, Tensor logits)
    {
        using var scope = NewDisposeScope();
        if (!candidates.IsSample)
            return (candidates.Own(logits, actions) - candidates.Correct(logits).logsumexp(1)).MoveToOuterDisposeScope();
        // This is a sampled softmax: the row's own action counts once and exactly, whether or not it was drawn.
        var own = Parts.Any() ? WeightedNetwork.ScoreActions(Parts, states, actions) : zeros([states.shape[0]], device: states.device);
        var drawn = candidates.Indices!.unsqueeze(0).eq(actions.unsqueeze(1));
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

/// <summary>Represents a policy that gives all actions that can be chosen the same probability: the behavior policy of a random-exposure log.</summary>
internal sealed class UniformPolicy(int actionCount) : SoftmaxPolicy
{
    public override IEnumerable<WeightedNetwork> Parts => [];

    protected override int ActionCount => actionCount;
}

/// <summary>
/// Represents a policy whose probabilities are a column of the log, so that it is known only in the states of the log. There they give
/// <see cref="SoftmaxPolicy.NextMeans"/>. In other states all actions have the same probability.
/// </summary>
internal sealed class LoggedPolicy(int actionCount) : SoftmaxPolicy
{
    /// <summary>A probability whose logarithm is finite. All smaller probabilities are irrelevant.</summary>
    private const double Smallest = 1e-30;

    public override IEnumerable<WeightedNetwork> Parts => [];

    protected override int ActionCount => actionCount;

    public override SoftmaxMeans NextMeans(
        TransitionBatch batch, CandidateSet candidates, JointTowers towers, IReadOnlyList<WeightedNetwork> logits, IReadOnlyList<WeightedNetwork> valued)
    {
        var logged = batch.NextActionProbabilities().Plus(Smallest).log();
        return towers.Means(candidates.Select(logged), valued);
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
