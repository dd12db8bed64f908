using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Provides methods that change a fitted policy over a catalog, or a pipeline that ends with one, without refitting.</summary>
public static class PolicyTransformerExtensions
{
    /// <summary>
    /// Returns the same policy with another constraint strength, without refitting. See <see cref="CategoricalPolicy.WithConstraintStrength"/>.
    /// </summary>
    /// <param name="transformer">A policy over a catalog that Tscac fitted with <see cref="PolicyImprovement.Exact"/>.</param>
    /// <param name="constraintStrength">
    /// The constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage.
    /// </param>
    /// <returns>A transformer with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The constraint strength of the model cannot be changed.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithConstraintStrength(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double constraintStrength)
        => With(transformer, policy => policy.WithConstraintStrength(constraintStrength), nameof(WithConstraintStrength));

    /// <summary>
    /// Returns the same pipeline, which ends with the same policy at another constraint strength. See <see cref="CategoricalPolicy.WithConstraintStrength"/>.
    /// </summary>
    /// <param name="pipeline">A fitted pipeline that ends with a policy over a catalog, fitted by Tscac with <see cref="PolicyImprovement.Exact"/>.</param>
    /// <param name="constraintStrength">
    /// The constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage.
    /// </param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The constraint strength of the model cannot be changed.</exception>
    public static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithConstraintStrength(
        this TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline, double constraintStrength)
        => WithLast(pipeline, last => last.WithConstraintStrength(constraintStrength));

    /// <summary>Returns the same policy at another temperature, without refitting. See <see cref="CategoricalPolicy.WithTemperature"/>.</summary>
    /// <param name="transformer">A policy over a catalog.</param>
    /// <param name="temperature">The temperature, above 0. The logits are divided by it.</param>
    /// <returns>A transformer with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithTemperature(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double temperature)
        => With(transformer, policy => policy.WithTemperature(temperature), nameof(WithTemperature));

    /// <summary>
    /// Returns the same pipeline, which ends with the same policy at another temperature. See <see cref="CategoricalPolicy.WithTemperature"/>.
    /// </summary>
    /// <param name="pipeline">A fitted pipeline that ends with a policy over a catalog.</param>
    /// <param name="temperature">The temperature, above 0. The logits are divided by it.</param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithTemperature(
        this TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline, double temperature)
        => WithLast(pipeline, last => last.WithTemperature(temperature));

    private static RankingPredictionTransformer<NeuralRankingModelParameters> With(
        RankingPredictionTransformer<NeuralRankingModelParameters> transformer, Func<CategoricalPolicy, NeuralRankingModelParameters> change, string operation)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        var policy = transformer.Model.CategoricalPolicy
            ?? throw new InvalidOperationException(
                $"{operation} needs a policy over a catalog of key-typed actions, but this model is not one. Fit again with other options instead.");
        return new(transformer.Model.Environment, change(policy), transformer.TrainSchema, transformer.FeatureColumnName);
    }

    private static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithLast(
        TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline,
        Func<RankingPredictionTransformer<NeuralRankingModelParameters>, RankingPredictionTransformer<NeuralRankingModelParameters>> change)
    {
        Contracts.CheckValue(pipeline, nameof(pipeline));
        var steps = (ITransformerChainAccessor)pipeline;
        return new([.. steps.Transformers[..^1], change(pipeline.LastTransformer)], steps.Scopes);
    }
}
