using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>What a policy over a catalog climbs, as a loss: one equation each.</summary>
internal abstract class PolicyObjective
{
    /// <param name="step">The batch and the policy's probabilities in it.</param>
    /// <param name="critic">Action values; not trained here.</param>
    public abstract Tensor Loss(PolicyStep step, ActionValues critic);

    /// <summary>Q in units of its advantage deviation: [rows, candidates].</summary>
    protected static Tensor Values(PolicyStep step, ActionValues critic)
    {
        using var noGrad = no_grad();
        return critic.Values(step.Batch.States, step.Candidates).Over(critic.AdvantageDeviation);
    }

    /// <summary>Q of the logged actions in units of the advantage deviation: [rows].</summary>
    protected static Tensor LoggedValues(PolicyStep step, ActionValues critic)
    {
        using var noGrad = no_grad();
        return critic.ValuesOf(step.Batch.States, step.Batch.Actions!).Over(critic.AdvantageDeviation);
    }
}

/// <summary>A batch as a policy sees it, with gradients.</summary>
/// <param name="Batch">The rows.</param>
/// <param name="Candidates">Actions to sum over.</param>
/// <param name="Logits">Of the candidates, uncorrected: [rows, candidates].</param>
/// <param name="LogProbabilities">log π of each row's own action: [rows].</param>
internal sealed record PolicyStep(TransitionBatch Batch, CandidateSet Candidates, Tensor Logits, Tensor LogProbabilities)
{
    public static PolicyStep Of(SoftmaxPolicy policy, TransitionBatch batch, CandidateSet candidates)
    {
        var logits = policy.Logits(batch.States, candidates);
        return new(batch, candidates, logits, policy.LogProbability(batch.States, batch.Actions!, candidates, logits));
    }
}
