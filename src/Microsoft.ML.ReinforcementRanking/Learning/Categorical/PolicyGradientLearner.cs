using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Trains stage one by sampling: a policy for one response maximizes <see cref="PolicyGradientObjective"/> of a trained critic.</summary>
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
    private readonly PolicyGradientObjective _objective = new(behavior, temperature, options.MaximumImportanceWeight)
    {
        PageCorrection = options.PageCorrection,
    };

    protected override Tensor Loss(TransitionBatch batch, CandidateSet candidates) => _objective.Loss(PolicyStep.Of(Policy, batch, candidates), critic);

    protected override Tensor TargetLogits(Tensor states, CandidateSet candidates)
        => ClosedForm.Logits([behavior.Policy.Logits(states, candidates)], [temperature * critic.AdvantageDeviation], critic.Values(states, candidates));
}
