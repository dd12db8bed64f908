using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>What only a policy over a catalog of actions can do. Immutable and safe to share between threads.</summary>
/// <remarks>
/// Features are those that the model reads, after every step of the pipeline before it. For raw states, create an engine for the whole pipeline with
/// <c>mlContext.Model.CreateActionRankingEngine</c>.
/// </remarks>
public sealed class CategoricalPolicy
{
    private readonly NeuralRankingModelParameters _model;
    private readonly CategoricalPolicyHead _head;

    internal CategoricalPolicy(NeuralRankingModelParameters model, CategoricalPolicyHead head)
    {
        _model = model;
        _head = head;
    }

    /// <summary>
    /// What the log calls the actions of the catalog, in the order of their keys: the key values of the training log's action column, numbers in the invariant
    /// culture; for an action column without key values, and for models that were saved in format 1, the keys "1", "2" and so on.
    /// </summary>
    public IReadOnlyList<string> ActionIds => _head.ActionIds;

    /// <summary>
    /// λ, in units of the standard deviation of the main response's predicted advantage; null for a policy whose λ cannot be changed after the fit.
    /// </summary>
    public double? ConstraintStrength => _head.ConstraintStrength;

    /// <summary>
    /// False where <see cref="WithConstraintStrength"/> moved λ away from that of the fit and the main response has a discount factor above 0: the main
    /// critic then values the policy of the fit, not this one, and a new fit at this λ would give another policy. True otherwise.
    /// </summary>
    public bool IsConstraintStrengthExact => _head.IsConstraintStrengthExact;

    /// <summary>The best actions of the catalog in one state.</summary>
    /// <param name="features">The state: as many values as the model's feature column has.</param>
    /// <param name="count">How many actions to return, at least 1; at most the catalog's size are returned.</param>
    /// <returns>Actions by falling score.</returns>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public IReadOnlyList<RankedAction> TopActions(ReadOnlySpan<float> features, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _head.TopActions(features, count);
    }

    /// <summary>
    /// The probability of every action of the catalog in one state: what an action is drawn from where a policy is served as it was evaluated.
    /// </summary>
    /// <param name="features">The state: as many values as the model's feature column has.</param>
    /// <returns>π(action | state) in (0, 1), in the order of <see cref="ActionIds"/>; the sum is 1 within rounding.</returns>
    /// <exception cref="ArgumentException">The number of features differs from the model's, or a feature is NaN or infinite.</exception>
    public float[] ActionProbabilities(ReadOnlySpan<float> features) => _head.Probabilities(features);

    /// <summary>
    /// The same policy at another temperature, without refitting: its logits are divided by it. Above 1 the policy is flatter, below 1 sharper, so that
    /// policies can be compared at one effective sample size. Temperatures multiply.
    /// </summary>
    /// <param name="temperature">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0, or not finite.</exception>
    public NeuralRankingModelParameters WithTemperature(double temperature)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0 and finite.");
        return _model.With(_head.WithTemperature(temperature));
    }

    /// <summary>
    /// The same policy with another constraint strength, without refitting: the closed form is a weighted sum of trained networks, and only the weight of
    /// the main response's critic changes. Strengths that responses were given of their own scale in proportion.
    /// </summary>
    /// <remarks>
    /// This is exact where the main response has a discount factor of 0. Otherwise the main critic keeps valuing the policy of the fit, the result is
    /// approximate,
    /// <see cref="IsConstraintStrengthExact"/> is false, and the model's <see cref="NeuralRankingModelParameters.Warnings"/> and the context's log say so.
    /// </remarks>
    /// <param name="constraintStrength">λ, above 0, in units of the standard deviation of the main response's predicted advantage.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The policy was not fitted by Tscac with <see cref="PolicyImprovement.Exact"/>.</exception>
    public NeuralRankingModelParameters WithConstraintStrength(double constraintStrength)
    {
        if (!(constraintStrength > 0 && double.IsFinite(constraintStrength)))
            throw new ArgumentOutOfRangeException(nameof(constraintStrength), constraintStrength, "The constraint strength must be above 0 and finite.");
        if (_head.ConstraintStrength is null)
        {
            throw new InvalidOperationException("The constraint strength of this policy cannot be changed: it takes a policy over a catalog, fitted by Tscac " +
                "with PolicyImprovement.Exact. Fit again with another ConstraintStrength instead.");
        }
        var turned = _head.WithConstraintStrength(constraintStrength);
        if (turned.ApproximationWarning is { } warning)
        {
            using var channel = _model.Environment.Start(nameof(WithConstraintStrength));
            channel.Warning(warning);
        }
        return _model.With(turned);
    }
}
