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
    /// <param name="means">The means μ(s), of shape [..., rows, action width]. Dimensions before the rows tell several policies apart.</param>
    /// <param name="logDeviations">The logarithms of σ, of shape [action width], or [..., 1, action width] for several policies.</param>
    /// <param name="value">
    /// Maps actions of shape [2, ..., rows, action width] to Q of shape [2, ..., rows]. Q has the unit in which the strengths are given.
    /// </param>
    /// <param name="noise">
    /// Standard normal numbers of the shape of the means. They are used with both signs, so that the gradient is exact if Q is quadratic along them.
    /// </param>
    /// <param name="references">The policies to stay close to.</param>
    /// <param name="loggedActions">The logged actions, of shape [rows, action width].</param>
    /// <param name="cloningStrength">The strength c of the cloning term, at least 0.</param>
    /// <param name="rowWeights">The weights of the rows, of shape [rows], or null.</param>
    /// <returns>The loss of each policy, of shape [...].</returns>
    public static Tensor Loss(
        Tensor means,
        Tensor logDeviations,
        Func<Tensor, Tensor> value,
        Tensor noise,
        IReadOnlyList<GaussianReference> references,
        Tensor loggedActions,
        double cloningStrength,
        Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var step = logDeviations.exp() * noise;
        var loss = -value(stack([means.Plus(step), means - step])).mean([0]);
        foreach (var reference in references)
            loss = loss.Plus(Losses.GaussianDivergence(means, logDeviations, reference.Means, reference.LogDeviations).Times(reference.Strength));
        if (cloningStrength > 0)
            loss = loss.Plus((means - loggedActions).Squared().sum(-1).Times(cloningStrength));
        return Losses.MeanOfRows(loss, rowWeights).MoveToOuterDisposeScope();
    }
}

/// <summary>Represents a fixed policy that another one stays close to, in the states of a batch.</summary>
/// <param name="Means">The means, of shape [rows, action width].</param>
/// <param name="LogDeviations">The logarithms of the standard deviations, of shape [action width].</param>
/// <param name="Strength">The strength λ_i.</param>
internal readonly record struct GaussianReference(Tensor Means, Tensor LogDeviations, double Strength);
