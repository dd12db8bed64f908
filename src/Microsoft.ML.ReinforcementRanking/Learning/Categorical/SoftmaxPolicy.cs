using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>A policy over the catalog: the softmax of a weighted sum of two-tower functions, so that it can leave libtorch as it is.</summary>
internal abstract class SoftmaxPolicy
{
    /// <summary>What the logits are a weighted sum of; none for the uniform policy.</summary>
    public abstract IEnumerable<WeightedNetwork> Parts { get; }

    protected abstract int ActionCount { get; }

    /// <summary>Unnormalized log-probabilities of the candidates, without the candidates' correction: [rows, candidates].</summary>
    public Tensor Logits(Tensor states, CandidateSet candidates) => Parts.Any()
        ? WeightedNetwork.ScoreCandidates(Parts, states, candidates)
        : zeros([states.shape[0], candidates.Indices?.shape[0] ?? ActionCount], device: states.device);

    /// <summary>As above, for action values that are at hand; a policy that is not read from a critic has no use for them.</summary>
    public virtual Tensor LogitsGiven(Tensor values, Tensor states, CandidateSet candidates) => Logits(states, candidates);

    /// <summary>As above, in the states that follow a batch's rows.</summary>
    public virtual Tensor NextLogits(TransitionBatch batch, Tensor values, Tensor states, CandidateSet candidates) => LogitsGiven(values, states, candidates);

    /// <summary>log π over the catalog of each candidate, from uncorrected logits: [rows, candidates].</summary>
    public static Tensor LogProbabilities(Tensor logits, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return (logits - candidates.Correct(logits).logsumexp(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>π over the candidates, summing to 1: [rows, candidates].</summary>
    public Tensor Probabilities(Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return candidates.Correct(Logits(states, candidates)).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>log π(a|s) of each row's own action: [rows].</summary>
    public Tensor LogProbability(Tensor states, Tensor actions, CandidateSet candidates)
        => LogProbability(states, actions, candidates, Logits(states, candidates));

    /// <summary>As above, where the candidates' logits are at hand.</summary>
    public Tensor LogProbability(Tensor states, Tensor actions, CandidateSet candidates, Tensor logits)
    {
        using var scope = NewDisposeScope();
        if (candidates.Indices is null)
            return (logits.gather(1, actions.unsqueeze(1)).squeeze(1) - logits.logsumexp(1)).MoveToOuterDisposeScope();
        // Sampled softmax: the row's own action counts once and exactly, whether or not it was drawn.
        var own = Parts.Any() ? WeightedNetwork.ScoreActions(Parts, states, actions) : zeros([states.shape[0]], device: states.device);
        var drawn = candidates.Indices.unsqueeze(0).eq(actions.unsqueeze(1));
        var others = candidates.Correct(logits).Masked(drawn, double.NegativeInfinity).logsumexp(1);
        return (own - logaddexp(own, others)).MoveToOuterDisposeScope();
    }
}

/// <summary>A learned policy: the softmax of a two-tower network, times a sharpness that calibration sets after training.</summary>
internal sealed class NetworkPolicy(TwoTowerNetwork network) : SoftmaxPolicy
{
    public TwoTowerNetwork Network => network;

    /// <summary>The inverse temperature; 1 until calibrated.</summary>
    public double Sharpness { get; set; } = 1;

    public override IEnumerable<WeightedNetwork> Parts => [new(network, Sharpness)];

    protected override int ActionCount => network.ActionCount;
}

/// <summary>Every action of the catalog with the same probability: the behavior policy of a random-exposure log.</summary>
internal sealed class UniformPolicy(int actionCount) : SoftmaxPolicy
{
    public override IEnumerable<WeightedNetwork> Parts => [];

    protected override int ActionCount => actionCount;
}

/// <summary>
/// A policy whose probabilities are a column of the log, so that it is known in the states of the log only: <see cref="SoftmaxPolicy.NextLogits"/> are its own, and
/// elsewhere it stands for every action alike.
/// </summary>
internal sealed class LoggedPolicy(int actionCount) : SoftmaxPolicy
{
    /// <summary>The logarithm of this is finite, and no probability that matters is smaller.</summary>
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

/// <summary>The behavior policy: over the catalog a policy, for logged actions the log's own propensities where it has them.</summary>
internal sealed record BehaviorReference(SoftmaxPolicy Policy)
{
    /// <summary>log π_β of each row's own action: [rows].</summary>
    public Tensor LogProbability(TransitionBatch batch, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var logged = batch.Propensities is { } propensities ? propensities.log() : Policy.LogProbability(batch.States, batch.Actions!, candidates);
        return logged.MoveToOuterDisposeScope();
    }
}
