using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

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
