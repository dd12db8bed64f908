using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Serving policies one state at a time.</summary>
public static class ActionRankingCatalog
{
    /// <summary>
    /// Creates an engine that ranks the actions of a policy for raw states, through every step of the fitted pipeline before the policy: for policies what
    /// <c>CreatePredictionEngine</c> is for predictions. The engine is safe to share between threads.
    /// </summary>
    /// <remarks>
    /// Only what the features depend on is computed, so that a state needs no actions, labels or sessions. Steps that read such columns, for example a key
    /// mapping of the action, are bound to columns without values of the type that they had in training.
    /// </remarks>
    /// <typeparam name="TState">A class whose properties are the columns that the features are computed from, in the types of the training data.</typeparam>
    /// <param name="catalog">The model catalog, <c>mlContext.Model</c>.</param>
    /// <param name="transformer">A fitted or loaded pipeline with a policy over a catalog of actions, or such a policy alone.</param>
    /// <param name="inputSchema">
    /// The columns of the pipeline's input, as <c>mlContext.Model.Load</c> returns them. Needed only where a step drops columns that another one reads,
    /// since the model keeps the types of the columns that reached its trainer.
    /// </param>
    /// <param name="stateDefinition">The columns of <typeparamref name="TState"/>; null: as its attributes say.</param>
    /// <exception cref="ArgumentException">The pipeline has no policy over a catalog, or the state lacks a column that its features are computed
    /// from.</exception>
    public static ActionRankingEngine<TState> CreateActionRankingEngine<TState>(
        this ModelOperationsCatalog catalog, ITransformer transformer, DataViewSchema? inputSchema = null, SchemaDefinition? stateDefinition = null)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transformer);
        return new(catalog.GetEnvironment(), transformer, inputSchema, stateDefinition);
    }
}
