using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML;

/// <summary>
/// Provides the model of a fitted or loaded pipeline, and methods that change a policy over a catalog, or a pipeline with one, without refitting.
/// </summary>
public static class PolicyTransformerExtensions
{
    /// <summary>
    /// Returns the model of a pipeline, such as one that <c>mlContext.Model.Load</c> returns, with its warnings, training history, critics and policy.
    /// </summary>
    /// <param name="transformer">A pipeline with a step that a trainer of this library fitted, or this step alone.</param>
    /// <returns>The model. If several steps have one, it is the model of the last of these steps.</returns>
    /// <exception cref="ArgumentException">No step has a model of this library.</exception>
    public static NeuralRankingModelParameters GetRankingModel(this ITransformer transformer)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        return PipelineSteps.FindModel(transformer).Model;
    }

    /// <summary>
    /// Returns the same policy with another constraint strength, without refitting. See <see cref="CategoricalPolicy.WithConstraintStrength"/>.
    /// </summary>
    /// <remarks>
    /// The result is exact if the main response has a discount factor of 0. Otherwise it is approximate, and the warnings of the model say so.
    /// </remarks>
    /// <param name="transformer">A policy over a catalog that Tscac fitted with <see cref="PolicyImprovement.Exact"/>.</param>
    /// <param name="constraintStrength">
    /// The constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage.
    /// </param>
    /// <returns>A transformer with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    /// <exception cref="InvalidOperationException">The constraint strength of the model cannot be changed.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithConstraintStrength(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double constraintStrength)
        => WithDial(transformer, dial => dial.WithConstraintStrength(constraintStrength), nameof(WithConstraintStrength));

    /// <summary>
    /// Returns the same pipeline, which ends with the same policy at another constraint strength. See <see cref="CategoricalPolicy.WithConstraintStrength"/>.
    /// </summary>
    /// <remarks>
    /// The result is exact if the main response has a discount factor of 0. Otherwise it is approximate, and the warnings of the model say so.
    /// </remarks>
    /// <param name="pipeline">A fitted pipeline that ends with a policy over a catalog, fitted by Tscac with <see cref="PolicyImprovement.Exact"/>.</param>
    /// <param name="constraintStrength">
    /// The constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage.
    /// </param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    /// <exception cref="InvalidOperationException">The constraint strength of the model cannot be changed.</exception>
    public static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithConstraintStrength(
        this TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline, double constraintStrength)
        => WithLast(pipeline, last => last.WithConstraintStrength(constraintStrength));

    /// <summary>
    /// Returns the same pipeline with its policy at another constraint strength. This overload takes pipelines of any type, such as one that
    /// <c>mlContext.Model.Load</c> returns. See <see cref="CategoricalPolicy.WithConstraintStrength"/>.
    /// </summary>
    /// <remarks>
    /// The result is exact if the main response has a discount factor of 0. Otherwise it is approximate, and the warnings of the model say so.
    /// </remarks>
    /// <param name="transformer">
    /// A fitted pipeline with a policy over a catalog that Tscac fitted with <see cref="PolicyImprovement.Exact"/>. If several steps are policies, the last
    /// one is changed.
    /// </param>
    /// <param name="constraintStrength">
    /// The constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage.
    /// </param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentException">The pipeline has no policy over a catalog.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    /// <exception cref="InvalidOperationException">The constraint strength of the model cannot be changed.</exception>
    public static ITransformer WithConstraintStrength(this ITransformer transformer, double constraintStrength)
        => WithLastPolicy(transformer, PipelineSteps.FindDial(transformer), policy => policy.WithConstraintStrength(constraintStrength));

    /// <summary>Returns the same policy at another temperature, without refitting. See <see cref="CategoricalPolicy.WithTemperature"/>.</summary>
    /// <param name="transformer">A policy over a catalog.</param>
    /// <param name="temperature">The temperature, above 0. The logits are divided by it.</param>
    /// <returns>A transformer with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithTemperature(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, double temperature)
        => WithDial(transformer, dial => dial.WithTemperature(temperature), nameof(WithTemperature));

    /// <summary>
    /// Returns the same pipeline, which ends with the same policy at another temperature. See <see cref="CategoricalPolicy.WithTemperature"/>.
    /// </summary>
    /// <param name="pipeline">A fitted pipeline that ends with a policy over a catalog.</param>
    /// <param name="temperature">The temperature, above 0. The logits are divided by it.</param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithTemperature(
        this TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline, double temperature)
        => WithLast(pipeline, last => last.WithTemperature(temperature));

    /// <summary>
    /// Returns the same pipeline with its policy at another temperature. This overload takes pipelines of any type, such as one that
    /// <c>mlContext.Model.Load</c> returns. See <see cref="CategoricalPolicy.WithTemperature"/>.
    /// </summary>
    /// <param name="transformer">A fitted pipeline with a policy over a catalog. If several steps are policies, the last one is changed.</param>
    /// <param name="temperature">The temperature, above 0. The logits are divided by it.</param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentException">The pipeline has no policy over a catalog.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    public static ITransformer WithTemperature(this ITransformer transformer, double temperature)
        => WithLastPolicy(transformer, PipelineSteps.FindDial(transformer), policy => policy.WithTemperature(temperature));

    /// <summary>Returns the same policy over another catalog, without refitting. See <see cref="CategoricalPolicy.WithActions"/>.</summary>
    /// <param name="transformer">A policy over a catalog of actions with ids and features.</param>
    /// <param name="items">
    /// The table, with one row per action: its id and its features, in the columns of the fit and after the same steps as in its log.
    /// </param>
    /// <returns>A transformer with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type than in the fit.</exception>
    /// <exception cref="InvalidOperationException">The policy cannot have another catalog, or a value of the table is missing or not finite.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> WithActions(
        this RankingPredictionTransformer<NeuralRankingModelParameters> transformer, IDataView items)
        => With(transformer, policy => policy.WithActions(items), nameof(WithActions));

    /// <summary>
    /// Returns the same pipeline, which ends with the same policy over another catalog. See <see cref="CategoricalPolicy.WithActions"/>.
    /// </summary>
    /// <param name="pipeline">A fitted pipeline that ends with a policy over a catalog of actions with ids and features.</param>
    /// <param name="items">
    /// The table, with one row per action: its id and its features, in the columns of the fit and after the same steps as in its log.
    /// </param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type than in the fit.</exception>
    /// <exception cref="InvalidOperationException">The policy cannot have another catalog, or a value of the table is missing or not finite.</exception>
    public static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithActions(
        this TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline, IDataView items)
        => WithLast(pipeline, last => last.WithActions(items));

    /// <summary>
    /// Returns the same pipeline with its policy over another catalog. This overload takes pipelines of any type, such as one that
    /// <c>mlContext.Model.Load</c> returns. See <see cref="CategoricalPolicy.WithActions"/>.
    /// </summary>
    /// <param name="transformer">
    /// A fitted pipeline with a policy over a catalog of actions with ids and features. If several steps are policies, the last one is changed.
    /// </param>
    /// <param name="items">
    /// The table, with one row per action: its id and its features, in the columns of the fit and after the same steps as in its log.
    /// </param>
    /// <returns>A pipeline with the new policy. The given one does not change.</returns>
    /// <exception cref="ArgumentException">The pipeline has no policy over a catalog, or a column is missing or has another type than in the fit.</exception>
    /// <exception cref="InvalidOperationException">The policy cannot have another catalog, or a value of the table is missing or not finite.</exception>
    public static ITransformer WithActions(this ITransformer transformer, IDataView items)
        => WithLastPolicy(transformer, PipelineSteps.FindPolicy(transformer), policy => policy.WithActions(items));

    /// <summary>
    /// Writes a pipeline in the ONNX format, with its steps up to the model, so that the raw columns are scored where there is no .NET. Outputs, optional
    /// inputs and metadata are those of <see cref="NeuralRankingModelParameters.SaveAsOnnx"/>. The other inputs are the columns of the pipeline's input that
    /// the model depends on, each [rows, length of the vector].
    /// </summary>
    /// <remarks>
    /// Steps that the model does not depend on, such as one that makes the label, are left out. Unlike <c>mlContext.Model.ConvertToOnnx</c>, the method needs
    /// no further package, names a step that cannot be converted, and converts policies over eligible actions.
    /// </remarks>
    /// <param name="transformer">A pipeline with a step that a trainer of this library fitted, or this step alone.</param>
    /// <param name="inputSchema">
    /// The columns of the pipeline's input, such as those of the training data, or those that <c>mlContext.Model.Load</c> returns. The action column may be
    /// missing. The actions are then an input with the name of this column.
    /// </param>
    /// <param name="stream">The stream to write to. It stays open.</param>
    /// <exception cref="ArgumentException">
    /// No step has a model of this library, the input lacks a column that the model depends on, or the stream cannot be written to.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A step on which the model depends has no form in ONNX, or the file would have more than 2,147,483,647 bytes. Nothing has been written.
    /// </exception>
    public static void SaveAsOnnx(this ITransformer transformer, DataViewSchema inputSchema, Stream stream)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        OnnxFile.RequireWritable(stream);
        PipelineFile.Create(transformer, inputSchema).WriteTo(stream);
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> With(
        RankingPredictionTransformer<NeuralRankingModelParameters> transformer, Func<CategoricalPolicy, NeuralRankingModelParameters> change, string operation)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        return Wrap(transformer, change(transformer.Model.CategoricalPolicy ?? throw NotPolicy(operation, "over a catalog of actions")));
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> WithDial(
        RankingPredictionTransformer<NeuralRankingModelParameters> transformer, Func<PolicyDial, NeuralRankingModelParameters> change, string operation)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        return Wrap(transformer, change(transformer.Model.Dial ?? throw NotPolicy(operation, "over a catalog of actions or over candidates")));
    }

    private static InvalidOperationException NotPolicy(string operation, string kind)
        => new($"{operation} needs a policy {kind}, but this model is not one. Fit again with other options instead.");

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Wrap(
        RankingPredictionTransformer<NeuralRankingModelParameters> transformer, NeuralRankingModelParameters model)
        => new(transformer.Model.Environment, model, transformer.TrainSchema, transformer.FeatureColumnName);

    private static ITransformer WithLastPolicy(
        ITransformer transformer,
        RankingPredictionTransformer<NeuralRankingModelParameters> policy,
        Func<RankingPredictionTransformer<NeuralRankingModelParameters>, RankingPredictionTransformer<NeuralRankingModelParameters>> change)
        => PipelineSteps.Replace(transformer, policy, change(policy));

    private static TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> WithLast(
        TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>> pipeline,
        Func<RankingPredictionTransformer<NeuralRankingModelParameters>, RankingPredictionTransformer<NeuralRankingModelParameters>> change)
    {
        Contracts.CheckValue(pipeline, nameof(pipeline));
        var steps = (ITransformerChainAccessor)pipeline;
        return new([.. steps.Transformers[..^1], change(pipeline.LastTransformer)], steps.Scopes);
    }
}
