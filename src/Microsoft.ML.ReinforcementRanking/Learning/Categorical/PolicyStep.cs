using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

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
