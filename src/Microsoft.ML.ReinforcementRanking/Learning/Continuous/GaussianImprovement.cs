using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Stage two for continuous actions: minimizes <c>−E_{a~π}[Q(s, a)] + Σ λ_i KL(π ‖ π_i) + c (μ(s) − a_log)²</c>, one Gaussian KL term per reference policy
/// (docs/equations-tscac.md (16), (17), (18); the authors' code keeps a single reference). Where Q is quadratic in the action the minimizer is the
/// closed-form optimum itself; with fixed deviations it is the deterministic penalty form.
/// </summary>
internal static class GaussianImprovement
{
    /// <param name="means">μ(s): [rows, action width].</param>
    /// <param name="logDeviations">log σ: [action width].</param>
    /// <param name="value">Q of actions [rows, action width], in units in which the strengths are given: [rows].</param>
    /// <param name="noise">Standard normal, [rows, action width]; used with both signs, so that the gradient is exact where Q is quadratic along it.</param>
    /// <param name="references">Means and log deviations of the policies to stay close to.</param>
    /// <param name="strengths">λ_i per reference.</param>
    /// <param name="loggedActions">[rows, action width].</param>
    /// <param name="cloningStrength">c, at least 0.</param>
    /// <param name="rowWeights">[rows], or null.</param>
    public static Tensor Loss(
        Tensor means,
        Tensor logDeviations,
        Func<Tensor, Tensor> value,
        Tensor noise,
        IReadOnlyList<(Tensor Means, Tensor LogDeviations)> references,
        IReadOnlyList<double> strengths,
        Tensor loggedActions,
        double cloningStrength,
        Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var step = logDeviations.exp() * noise;
        var loss = -value(means.Plus(step)).Plus(value(means - step)).Over(2);
        for (var index = 0; index < references.Count; index++)
            loss = loss.Plus(Losses.GaussianDivergence(means, logDeviations, references[index].Means, references[index].LogDeviations).Times(strengths[index]));
        if (cloningStrength > 0)
            loss = loss.Plus((means - loggedActions).Squared().sum(1).Times(cloningStrength));
        return Losses.Mean(loss, rowWeights).MoveToOuterDisposeScope();
    }
}
