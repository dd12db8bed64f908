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
    /// <param name="transformer">A policy over a catalogue, fitted by TSCAC with <see cref="PolicyImprovement.Exact"/>.</param>
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
            throw new InvalidOperationException("This model has no constraint strength to turn: it takes a policy over a catalogue, fitted by Tscac with PolicyImprovement.Exact. Fit again with another ConstraintStrength instead.");
        var env = transformer.Model.Environment;
        var model = new NeuralRankingModelParameters(env, policy.WithConstraintStrength(constraintStrength), transformer.Model.History);
        return new(env, model, transformer.TrainSchema, transformer.FeatureColumnName);
    }
}
