using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>What can be done with a fitted policy over a catalog, and with a pipeline that ends with one.</summary>
public static class PolicyTransformerExtensions
{
    /// <summary>The same policy with another constraint strength, without refitting; see <see cref="CategoricalPolicy.WithConstraintStrength"/>.</summary>
    /// <param name="transformer">A policy over a catalog, fitted by Tscac with <see cref="PolicyImprovement.Exact"/>.</param>
    /// <param name="constraintStrength">λ, above 0, in units of the standard deviation of the main response's predicted advantage.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The constraint strength of the model cannot be changed.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithConstraintStrength(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double constraintStrength)
        => With(transformer, policy => policy.WithConstraintStrength(constraintStrength), nameof(WithConstraintStrength));

    /// <summary>
    /// The same pipeline, ending with the same policy at another constraint strength; see <see cref="CategoricalPolicy.WithConstraintStrength"/>.
    /// </summary>
    /// <param name="pipeline">A fitted pipeline that ends with a policy over a catalog, fitted by Tscac with <see cref="PolicyImprovement.Exact"/>.</param>
    /// <param name="constraintStrength">λ, above 0, in units of the standard deviation of the main response's predicted advantage.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The constraint strength of the model cannot be changed.</exception>
    public static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithConstraintStrength(
        this TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline, double constraintStrength)
        => WithLast(pipeline, last => last.WithConstraintStrength(constraintStrength));

    /// <summary>The same policy at another temperature, without refitting; see <see cref="CategoricalPolicy.WithTemperature"/>.</summary>
    /// <param name="transformer">A policy over a catalog.</param>
    /// <param name="temperature">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not above 0, or not finite.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithTemperature(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double temperature)
        => With(transformer, policy => policy.WithTemperature(temperature), nameof(WithTemperature));

    /// <summary>The same pipeline, ending with the same policy at another temperature; see <see cref="CategoricalPolicy.WithTemperature"/>.</summary>
    /// <param name="pipeline">A fitted pipeline that ends with a policy over a catalog.</param>
    /// <param name="temperature">Above 0.</param>
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
                $"{operation} needs a policy over a catalog of key-typed actions; this model is another. Fit again with other options instead.");
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
