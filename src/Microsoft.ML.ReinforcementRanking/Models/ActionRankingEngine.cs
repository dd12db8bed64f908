using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Ranks the actions of a policy for one state at a time, through every step of the fitted pipeline before the policy: for policies what
/// <see cref="PredictionEngine{TSrc, TDst}"/> is for predictions. Made by <c>mlContext.Model.CreateActionRankingEngine</c>.
/// </summary>
/// <remarks>
/// Unlike a prediction engine it is safe to share between threads: as many copies of the pipeline's row are made as threads call at once, and kept for
/// later calls. Create it once, and dispose of it when no thread uses it any more.
/// </remarks>
/// <typeparam name="TState">A class whose properties are the columns that the features are computed from; it needs no actions, labels or sessions.</typeparam>
public sealed class ActionRankingEngine<TState> : IDisposable
    where TState : class
{
    private readonly IHostEnvironment _env;
    private readonly StatePipeline _pipeline;
    private readonly SchemaDefinition? _definition;
    private readonly ConcurrentBag<StateReader<TState>> _readers = [];
    private readonly Lock _opening = new();
    private volatile bool _isDisposed;

    internal ActionRankingEngine(IHostEnvironment env, ITransformer transformer, DataViewSchema? inputSchema, SchemaDefinition? definition)
    {
        _env = env;
        _definition = definition;
        using var state = DataViewConstructionUtils.CreateInputRow<TState>(env, definition);
        _pipeline = StatePipeline.Bind(transformer, state.Schema, typeof(TState).Name, inputSchema);
        _readers.Add(Open());
    }

    /// <summary>The policy that ranks.</summary>
    public CategoricalPolicy Policy => _pipeline.Policy;

    /// <summary>The best actions of the catalog in one state.</summary>
    /// <param name="state">The state, as the log has it.</param>
    /// <param name="count">How many actions to return, at least 1; at most the catalog's size are returned.</param>
    /// <returns>Actions by falling score.</returns>
    /// <exception cref="ArgumentException">A feature of the state is NaN or infinite after the pipeline's steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed of.</exception>
    public IReadOnlyList<RankedAction> TopActions(TState state, int count)
        => Read(state, (policy: Policy, count), static (features, request) => request.policy.TopActions(features, request.count));

    /// <summary>
    /// The probability of every action of the catalog in one state: what an action is drawn from where a policy is served as it was evaluated.
    /// </summary>
    /// <param name="state">The state, as the log has it.</param>
    /// <returns>π(action | state) in (0, 1), in the order of the policy's <see cref="CategoricalPolicy.ActionIds"/>; the sum is 1 within rounding.</returns>
    /// <exception cref="ArgumentException">A feature of the state is NaN or infinite after the pipeline's steps.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed of.</exception>
    public float[] ActionProbabilities(TState state) => Read(state, Policy, static (features, policy) => policy.ActionProbabilities(features));

    /// <summary>Frees what steps of the pipeline hold.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private TResult Read<TRequest, TResult>(TState state, TRequest request, Func<ReadOnlySpan<float>, TRequest, TResult> rank)
    {
        ArgumentNullException.ThrowIfNull(state);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_readers.TryTake(out var reader))
            reader = Open();
        try
        {
            return rank(reader.Read(state), request);
        }
        finally
        {
            _readers.Add(reader);
            if (_isDisposed)
                Dispose();
        }
    }

    // The steps' mappers make no promise for threads that open rows at once.
    private StateReader<TState> Open()
    {
        lock (_opening)
            return new(_env, _pipeline, _definition);
    }
}
