using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML;

/// <summary>What can be done with a fitted policy.</summary>
public static class PolicyTransformerExtensions
{
    /// <summary>
    /// The same policy with another constraint strength, without refitting: the closed form is a weighted sum of trained networks, and only the weight of
    /// the main response's critic changes. Strengths that responses were given of their own scale in proportion.
    /// Exact for a discount of 0; otherwise the critics keep valuing the policy at the strength they were trained with.
    /// </summary>
    /// <param name="transformer">A policy over a catalog, fitted by TSCAC with <see cref="PolicyImprovement.Exact"/>.</param>
    /// <param name="constraintStrength">λ, above 0, in units of the standard deviation of the main response's predicted advantage.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not above 0.</exception>
    /// <exception cref="InvalidOperationException">The model has no such dial.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithConstraintStrength(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double constraintStrength)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        if (!(constraintStrength > 0 && double.IsFinite(constraintStrength)))
            throw new ArgumentOutOfRangeException(nameof(constraintStrength), constraintStrength, "The constraint strength must be above 0 and finite.");
        if (transformer.Model.Head is not CategoricalPolicyHead { ConstraintStrength: not null } policy)
            throw new InvalidOperationException("This model has no constraint strength to turn: it takes a policy over a catalog, fitted by Tscac with PolicyImprovement.Exact. Fit again with another ConstraintStrength instead.");
        return With(transformer, policy.WithConstraintStrength(constraintStrength));
    }

    /// <summary>
    /// The same policy at another temperature, without refitting: its logits are divided by it. Above 1 the policy is flatter, below 1 sharper; policies can so
    /// be brought to one effective sample size before they are compared. Temperatures multiply.
    /// </summary>
    /// <param name="transformer">A policy over a catalog.</param>
    /// <param name="temperature">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithTemperature(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double temperature)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0 and finite.");
        if (transformer.Model.Head is not CategoricalPolicyHead policy)
            throw new InvalidOperationException("WithTemperature needs a policy over a catalog of key-typed actions; this model has none.");
        return With(transformer, policy.WithTemperature(temperature));
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> With(RankingPredictionTransformer<NeuralRankingModelParameters> transformer, CategoricalPolicyHead policy)
    {
        var env = transformer.Model.Environment;
        return new(env, new NeuralRankingModelParameters(env, policy, transformer.Model.History), transformer.TrainSchema, transformer.FeatureColumnName);
    }
}
