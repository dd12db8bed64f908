using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Trains a policy toward a known optimum by sampling. Epochs are compared by the divergence from that optimum on held-out states. If they were compared
/// by the value of the main response, a half-trained policy would win whenever the optimum trades main value for auxiliary value or the other way round.
/// </summary>
internal abstract class TargetedPolicyLearner(string lossName, NetworkPolicy policy, PolicyLearningOptions options, Device device, PolicyEstimates estimates)
    : PolicyLearner(lossName, policy, options)
{
    public override Assessment Assess(LogRows heldOut)
    {
        var divergence = 0.0;
        foreach (var rows in heldOut.Chunks(512))
        {
            using var scope = NewDisposeScope();
            var batch = new TransitionBatch(heldOut.Data, rows, device);
            var (states, candidates) = (batch.States, Options.Candidates.Of(batch));
            var target = candidates.Correct(TargetLogits(states, candidates)).log_softmax(1);
            var own = candidates.Correct(ComparedLogits(states, candidates)).log_softmax(1);
            divergence += (target.exp() * (target - own)).sum().item<float>() / heldOut.Rows.Length;
        }
        return new(-divergence, [.. estimates.Of(heldOut), new(MetricKind.Divergence, divergence)]);
    }

    /// <summary>Computes the unnormalized log-probabilities of the optimum without the candidates' correction. The shape is [rows, columns].</summary>
    protected abstract Tensor TargetLogits(Tensor states, CandidateSet candidates);

    /// <summary>Computes the unnormalized log-probabilities that equal the optimum once the policy is trained. The shape is [rows, candidates].</summary>
    protected virtual Tensor ComparedLogits(Tensor states, CandidateSet candidates) => Policy.Logits(states, candidates);
}
