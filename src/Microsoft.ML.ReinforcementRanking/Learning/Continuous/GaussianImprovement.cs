using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Computes the loss of stage two for continuous actions: <c>−E_{a~π}[Q(s, a)] + Σ λ_i KL(π ‖ π_i) + c (μ(s) − a_log)²</c>, with one Gaussian KL term per
/// reference policy (docs/equations-tscac.md (16), (17), (18); the authors' code has a single reference). If Q is quadratic in the action, the minimizer
/// is the closed-form optimum itself. With fixed standard deviations it is the deterministic penalty form.
/// </summary>
internal static class GaussianImprovement
{
    /// <param name="means">The means μ(s), of shape [rows, action width].</param>
    /// <param name="logDeviations">The logarithms of σ, of shape [action width].</param>
    /// <param name="value">
    /// Maps actions of shape [rows, action width] to Q of shape [rows]. Q has the unit in which the strengths are given.
    /// </param>
    /// <param name="noise">
    /// Standard normal numbers of shape [rows, action width]. They are used with both signs, so that the gradient is exact if Q is quadratic along them.
    /// </param>
    /// <param name="references">The means and the logarithms of the standard deviations of the policies to stay close to.</param>
    /// <param name="strengths">The strength λ_i of each reference.</param>
    /// <param name="loggedActions">The logged actions, of shape [rows, action width].</param>
    /// <param name="cloningStrength">The strength c of the cloning term, at least 0.</param>
    /// <param name="rowWeights">The weights of the rows, of shape [rows], or null.</param>
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
