using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>A policy over the catalogue that is a softmax of two-tower logits, so that it can leave libtorch as weighted parts.</summary>
internal abstract class CategoricalPolicy
{
    /// <summary>Unnormalised log-probabilities of the candidates, without the candidates' correction: [rows, candidates].</summary>
    public abstract Tensor Logits(Tensor states, CandidateSet candidates);

    /// <summary>Unnormalised log-probability of each row's own action, on the same scale as <see cref="Logits"/>: [rows].</summary>
    public abstract Tensor LogitsOf(Tensor states, Tensor actions);

    /// <summary>What the logits are a weighted sum of.</summary>
    public abstract IEnumerable<WeightedNetwork> Parts { get; }

    /// <summary>π over the candidates, summing to 1: [rows, candidates].</summary>
    public Tensor Probabilities(Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return candidates.Correct(Logits(states, candidates)).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>log π(a|s) of each row's own action: [rows].</summary>
    public Tensor LogProbability(Tensor states, Tensor actions, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        var logits = candidates.Correct(Logits(states, candidates));
        if (candidates.Indices is null)
            return logits.log_softmax(1).gather(1, actions.unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope();
        // Sampled softmax: the row's own action counts once and exactly, whether or not it was drawn.
        var own = LogitsOf(states, actions);
        var drawn = candidates.Indices.unsqueeze(0).eq(actions.unsqueeze(1));
        var others = logits.masked_fill(drawn, float.NegativeInfinity).logsumexp(1);
        return (own - logaddexp(own, others)).MoveToOuterDisposeScope();
    }
}
