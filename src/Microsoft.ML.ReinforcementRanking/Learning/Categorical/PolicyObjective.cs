using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Represents the objective of a policy over a catalog as a loss. Each derived class is one equation.</summary>
internal abstract class PolicyObjective
{
    /// <param name="step">The batch, and the policy's probabilities in it.</param>
    /// <param name="critic">The action values, which are not trained here.</param>
    public abstract Tensor Loss(PolicyStep step, ActionValues critic);

    /// <summary>Computes Q in units of its advantage deviation. The shape is [rows, columns].</summary>
    protected static Tensor Values(PolicyStep step, ActionValues critic)
    {
        using var noGrad = no_grad();
        return critic.Values(step.Batch.States, step.Candidates).Over(critic.AdvantageDeviation);
    }

    /// <summary>Computes Q of the logged actions in units of the advantage deviation. The shape is [rows].</summary>
    protected static Tensor LoggedValues(PolicyStep step, ActionValues critic)
    {
        using var noGrad = no_grad();
        return critic.ValuesOf(step.Batch.States, step.Batch.Actions!).Over(critic.AdvantageDeviation);
    }
}

/// <summary>Contains a batch and the policy's probabilities in it, with gradients.</summary>
/// <param name="Batch">The rows.</param>
/// <param name="Candidates">The actions of sums.</param>
/// <param name="Logits">The uncorrected logits of the candidates, of shape [rows, columns].</param>
/// <param name="LogProbabilities">log π of each row's own action, of shape [rows].</param>
internal sealed record PolicyStep(TransitionBatch Batch, CandidateSet Candidates, Tensor Logits, Tensor LogProbabilities)
{
    public static PolicyStep Of(SoftmaxPolicy policy, TransitionBatch batch, CandidateSet candidates)
    {
        var logits = policy.Logits(batch.States, candidates);
        return new(batch, candidates, logits, policy.LogProbability(batch.States, batch.Actions!, candidates, logits));
    }
}
