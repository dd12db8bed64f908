using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Trains stage two by sampling: it maximizes <c>E_β[W log π(a|s)]</c> with <c>W = π*/π_β</c> (docs/equations-tscac.md (12)). The weights are computed in
/// log space, are capped, and include the normalizer log Z(s) of each state. Without it, states with a large Z would count more.
/// </summary>
internal sealed class WeightedLikelihoodLearner(
    NetworkPolicy policy,
    IReadOnlyList<SoftmaxPolicy> references,
    IReadOnlyList<double> strengths,
    CriticEnsemble critic,
    BehaviorReference behavior,
    PolicyLearningOptions options,
    Device device,
    PolicyEstimates estimates)
    : TargetedPolicyLearner("weighted likelihood", policy, options, device, estimates)
{
    private readonly int _actionCount = policy.Network.ActionCount;

    private const double Floor = 1e-3;

    private double[] AbsoluteStrengths => [.. strengths.Select(strength => strength * critic.AdvantageDeviation)];

    protected override Tensor Loss(TransitionBatch batch, CandidateSet candidates)
    {
        var logProbabilities = Policy.LogProbability(batch.States, batch.Actions!, candidates, Policy.Logits(batch.States, candidates));
        return Losses.WeightedLikelihood(
            Options.PageCorrection.Weigh(logProbabilities), LogWeights(batch, candidates), Options.MaximumImportanceWeight, batch.Weights);
    }

    /// <summary>The optimum of a corrected likelihood is flatter than the target, so the correction is undone before they are compared.</summary>
    protected override Tensor ComparedLogits(Tensor states, CandidateSet candidates)
        => Options.PageCorrection.Undo(base.ComparedLogits(states, candidates), candidates);

    protected override Tensor TargetLogits(Tensor states, CandidateSet candidates)
        => TargetLogits(states, candidates, [.. references.Select(reference => reference.Logits(states, candidates))]);

    private Tensor TargetLogits(Tensor states, CandidateSet candidates, Tensor[] referenceLogits)
    {
        // These are log π of each candidate, normalized over all actions that could have been chosen.
        var all = referenceLogits.Select(logits => Floored(SoftmaxPolicy.LogProbabilities(logits, candidates), candidates));
        return ClosedForm.Logits([.. all], AbsoluteStrengths, critic.Values(states, candidates));
    }

    private Tensor LogWeights(TransitionBatch batch, CandidateSet candidates)
    {
        using var noGrad = no_grad();
        Tensor[] logits = [.. references.Select(reference => reference.Logits(batch.States, candidates))];
        var own = references.Zip(logits, (reference, all) => Floored(reference.LogProbability(batch.States, batch.Actions!, candidates, all), candidates));
        var logWeights = ClosedForm.LogWeights([.. own], AbsoluteStrengths, critic.ValuesOf(batch.States, batch.Actions!),
            behavior.LogProbability(batch, candidates));
        return logWeights - candidates.Correct(TargetLogits(batch.States, candidates, logits)).logsumexp(1);
    }

    private Tensor Floored(Tensor logPolicy, CandidateSet candidates)
        => ClosedForm.Floor(logPolicy, Floor, candidates.LogShare(Floor, _actionCount, logPolicy));
}
