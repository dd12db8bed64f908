using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Provides the engine that serves a fitted policy one state at a time, under <c>mlContext.Model</c>.</summary>
public static class ActionRankingCatalog
{
    /// <summary>
    /// Creates an engine that ranks the actions of a policy for raw states. The engine applies every step of the fitted pipeline that precedes the
    /// policy, so it is the counterpart of <c>CreatePredictionEngine</c> for policies. It is safe to share between threads.
    /// </summary>
    /// <remarks>
    /// The engine computes only what the features depend on, so a state needs no actions, labels or sessions. A step that reads such columns, for example
    /// the key mapping of the action, is bound to empty columns of the type that they had in training.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var engine = mlContext.Model.CreateActionRankingEngine&lt;State&gt;(model);
    /// foreach (var action in engine.TopActions(new State { Features = [0.8f, 12] }, count: 3))
    ///     Console.WriteLine($"{action.Id}: {action.Probability}");
    /// </code>
    /// </example>
    /// <typeparam name="TState">
    /// A class whose properties are the columns that the features are computed from. They have the types of the training data.
    /// </typeparam>
    /// <param name="catalog">The model catalog, <c>mlContext.Model</c>.</param>
    /// <param name="transformer">A fitted or loaded pipeline with a policy over a catalog of actions, or such a policy alone.</param>
    /// <param name="inputSchema">
    /// The schema of the pipeline's input, as <c>mlContext.Model.Load</c> returns it, or null. It is needed only if a step drops a column that another
    /// step reads, because the model itself keeps the types of the columns that reached its trainer.
    /// </param>
    /// <param name="stateDefinition">
    /// The definition of the columns of <typeparamref name="TState"/>, or null to derive it from the attributes of the class.
    /// </param>
    /// <returns>The engine. Dispose of it when no thread uses it any more.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="transformer"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The pipeline has no policy over a catalog, a step does not turn one row into one row, or the state lacks a column that the features are computed from.
    /// </exception>
    public static ActionRankingEngine<TState> CreateActionRankingEngine<TState>(
        this ModelOperationsCatalog catalog, ITransformer transformer, DataViewSchema? inputSchema = null, SchemaDefinition? stateDefinition = null)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transformer);
        return new(catalog.GetEnvironment(), transformer, inputSchema, stateDefinition);
    }
}
