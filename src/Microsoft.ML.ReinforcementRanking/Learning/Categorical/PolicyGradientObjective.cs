using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents the objective of advantage actor-critic on logged actions: <c>E_β[ρ A log π(a|s)]</c> with <c>ρ = min(π_old/π_β, cap)</c>
/// (docs/equations-tscac.md (7), (23)). The advantage is that of the regularized return <c>A − τ log(π/π_β)</c>. Without the second term, a fixed critic
/// drives the policy to one action per state, and a product of such policies is degenerate.
/// </summary>
/// <param name="behavior">The behavior policy π_β.</param>
/// <param name="temperature">The temperature τ ≥ 0, in units of the advantage deviation.</param>
/// <param name="cap">The cap of ρ.</param>
internal sealed class PolicyGradientObjective(BehaviorReference behavior, double temperature, double cap) : PolicyObjective
{
    /// <summary>Gets the correction of the likelihood for pages, which does not move the optimum. The default is none.</summary>
    public PageCorrection PageCorrection { get; init; } = PageCorrection.None;

    public override Tensor Loss(PolicyStep step, ActionValues critic)
    {
        var logBehavior = behavior.LogProbability(step.Batch, step.Candidates);
        var logPolicy = step.LogProbabilities.detach();
        return Losses.PolicyGradient(PageCorrection.Weigh(step.LogProbabilities), RegularizedAdvantages(step, critic, logPolicy, logBehavior),
            logPolicy - logBehavior, cap, step.Batch.Weights);
    }

    private Tensor RegularizedAdvantages(PolicyStep step, ActionValues critic, Tensor logPolicy, Tensor logBehavior)
    {
        using var noGrad = no_grad();
        var logProbabilities = step.Candidates.Correct(step.Logits.detach()).log_softmax(1);
        var logReference = step.Candidates.Correct(behavior.Policy.Logits(step.Batch.States, step.Candidates)).log_softmax(1);
        var values = Values(step, critic) - (logProbabilities - logReference).Times(temperature);
        var baseline = (logProbabilities.exp() * values).sum(1);
        return LoggedValues(step, critic) - (logPolicy - logBehavior).Times(temperature) - baseline;
    }
}
