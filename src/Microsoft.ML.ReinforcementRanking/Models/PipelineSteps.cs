using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Finds and replaces steps of a fitted pipeline, including those of pipelines that are steps themselves.</summary>
internal static class PipelineSteps
{
    public static IEnumerable<ITransformer> Flatten(ITransformer transformer)
        => transformer is ITransformerChainAccessor chain ? chain.Transformers.SelectMany(Flatten) : [transformer];

    /// <summary>Returns the last step with a model of this library.</summary>
    /// <exception cref="ArgumentException">No step has such a model.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> FindModel(ITransformer transformer)
        => Flatten(transformer).OfType<RankingPredictionTransformer<NeuralRankingModelParameters>>().LastOrDefault()
            ?? throw new ArgumentException(
                $"The pipeline has no model of a trainer of this library. Its steps are: {NamesOf(Flatten(transformer))}. " +
                "Fit it with a trainer such as Tscac, Rmtl or BehaviorCloning.", nameof(transformer));

    /// <summary>Returns the last step that is a policy over a catalog.</summary>
    /// <exception cref="ArgumentException">No step is such a policy.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> FindPolicy(ITransformer transformer)
        => FindLast(transformer, model => model.CategoricalPolicy is not null)
            ?? throw new ArgumentException(
                $"The pipeline has no policy over a catalog, so it ranks no actions. Its steps are: {NamesOf(Flatten(transformer))}. " +
                (FindLast(transformer, model => model.CandidatePolicy is not null) is null
                    ? "Fit it with a trainer such as Tscac or BehaviorCloning and an action column of text, an integer or a key, or create a prediction " +
                        "engine for another model."
                    : "Its policy is one over candidates: transform the candidates of a request and order them by Score, or rank their features with the " +
                        "model's CandidatePolicy."),
                nameof(transformer));

    /// <summary>Returns the last step that is a policy over a catalog or over candidates.</summary>
    /// <exception cref="ArgumentException">No step is such a policy.</exception>
    public static RankingPredictionTransformer<NeuralRankingModelParameters> FindDial(ITransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return FindLast(transformer, model => model.Dial is not null) ?? FindPolicy(transformer);
    }

    /// <summary>Returns the same pipeline with another transformer in the place of one of its steps.</summary>
    public static ITransformer Replace(ITransformer transformer, ITransformer step, ITransformer replacement)
    {
        if (transformer == step)
            return replacement;
        return transformer is ITransformerChainAccessor chain
            ? new TransformerChain<ITransformer>([.. chain.Transformers.Select(inner => Replace(inner, step, replacement))], chain.Scopes)
            : transformer;
    }

    public static string NameOf(ITransformer step) => step.GetType().Name.Split('`')[0];

    private static RankingPredictionTransformer<NeuralRankingModelParameters>? FindLast(
        ITransformer transformer, Func<NeuralRankingModelParameters, bool> isSought)
        => Flatten(transformer).OfType<RankingPredictionTransformer<NeuralRankingModelParameters>>().LastOrDefault(step => isSought(step.Model));

    private static string NamesOf(IEnumerable<ITransformer> steps) => string.Join(", ", steps.Select(NameOf));
}
