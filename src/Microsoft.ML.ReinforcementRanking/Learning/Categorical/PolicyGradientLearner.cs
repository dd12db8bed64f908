using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Stage one by sampling: climbs <c>E_β[ρ A_i log π_i(a|s)]</c> with <c>ρ = min(π_i,old/π_β, cap)</c> (TSCAC spec 2.2). The advantage is that of the
/// regularised return <c>A_i − τ log(π_i/π_β)</c>: without the second term a fixed critic drives the policy to one action per state, and a product of
/// such policies is degenerate (7.2 e).
/// </summary>
internal sealed class PolicyGradientLearner(
    NetworkPolicy policy,
    CriticEnsemble critic,
    BehaviorReference behavior,
    PolicyLearningOptions options,
    double temperature,
    Device device,
    PolicyEstimates estimates)
    : TargetedPolicyLearner("policy gradient", policy, options, device, estimates)
{
    protected override Tensor Loss(TransitionBatch batch, CandidateSet candidates)
    {
        var logits = Policy.Logits(batch.States, candidates);
        var logProbabilities = Policy.LogProbability(batch.States, batch.Actions!, candidates, logits);
        var logBehavior = behavior.LogProbability(batch, candidates);
        var advantages = RegularisedAdvantages(batch, candidates, logits.detach(), logProbabilities.detach(), logBehavior);
        return Losses.PolicyGradient(logProbabilities, advantages, logProbabilities.detach() - logBehavior, Options.MaximumImportanceWeight, batch.Weights);
    }

    protected override Tensor TargetLogits(Tensor states, CandidateSet candidates)
        => ClosedForm.Logits([behavior.Policy.Logits(states, candidates)], [temperature * critic.AdvantageDeviation], critic.Values(states, candidates));

    private Tensor RegularisedAdvantages(TransitionBatch batch, CandidateSet candidates, Tensor logits, Tensor logPolicy, Tensor logBehavior)
    {
        using var noGrad = no_grad();
        var logProbabilities = candidates.Correct(logits).log_softmax(1);
        var logReference = candidates.Correct(behavior.Policy.Logits(batch.States, candidates)).log_softmax(1);
        var values = critic.Values(batch.States, candidates) / critic.AdvantageDeviation - temperature * (logProbabilities - logReference);
        var baseline = (logProbabilities.exp() * values).sum(1);
        return critic.ValuesOf(batch.States, batch.Actions!) / critic.AdvantageDeviation - temperature * (logPolicy - logBehavior) - baseline;
    }
}
