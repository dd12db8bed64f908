using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Telemetry;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Ranks the actions of a policy for one state at a time. The engine applies every step of the fitted pipeline that precedes the policy, so it is the
/// counterpart of <see cref="PredictionEngine{TSrc, TDst}"/> for policies. It is created by <c>mlContext.Model.CreateActionRankingEngine</c>.
/// </summary>
/// <remarks>
/// Unlike a prediction engine, it is safe to share between threads. It makes one copy of the pipeline's row for each thread that calls at the same time,
/// and keeps the copies for later calls. Create the engine once, and dispose of it when no thread uses it any more.
/// </remarks>
/// <typeparam name="TState">
/// A class whose properties are the columns that the features are computed from. It needs no actions, labels or sessions.
/// </typeparam>
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

    /// <summary>Gets the policy that ranks the actions.</summary>
    public CategoricalPolicy Policy => _pipeline.Policy;

    /// <summary>Returns the best eligible actions in one state. The cost grows with their number, and not with the catalog.</summary>
    /// <param name="state">The state, with the raw values that the log has.</param>
    /// <param name="count">The number of actions to return, at least 1. If fewer are eligible, all of them are returned.</param>
    /// <param name="eligible">
    /// The ids of the actions to choose from, at least one and all of them in the policy's catalog, or null for the whole catalog. An id that is named twice
    /// counts once.
    /// </param>
    /// <returns>The actions in descending order of their scores, with their probabilities among the eligible actions.</returns>
    /// <exception cref="ArgumentException">
    /// A vector of the state is null or has another length than its column, a feature is NaN or infinite after the pipeline's steps, no action is eligible, or
    /// the policy does not know one of them.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public IReadOnlyList<RankedAction> TopActions(TState state, int count, IReadOnlyCollection<string>? eligible = null)
        => Read(state, (policy: Policy, count, eligible), static (features, request) => request.policy.TopActions(features, request.count, request.eligible));

    /// <summary>
    /// Returns the probability of every eligible action in one state. Draw the action from these probabilities to serve the policy as it was evaluated.
    /// </summary>
    /// <param name="state">The state, with the raw values that the log has.</param>
    /// <param name="eligible">
    /// The ids of the actions to choose from, at least one and all of them in the policy's catalog, or null for the whole catalog. An id that is named twice
    /// counts once, and its probability is returned at each of its places.
    /// </param>
    /// <returns>
    /// The probabilities π(action | state), each in [0, 1], in the order of <paramref name="eligible"/>, or of the policy's
    /// <see cref="CategoricalPolicy.ActionIds"/> if it is null. Those of different actions sum to 1 within rounding.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A vector of the state is null or has another length than its column, a feature is NaN or infinite after the pipeline's steps, no action is eligible, or
    /// the policy does not know one of them.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public float[] ActionProbabilities(TState state, IReadOnlyCollection<string>? eligible = null)
        => Read(state, (policy: Policy, eligible), static (features, request) => request.policy.ActionProbabilities(features, request.eligible));

    /// <summary>
    /// Draws a page of different actions in one state: the first from the policy's probabilities among the eligible actions, and every other one from those
    /// among the actions that are left (Plackett-Luce). The most probable page is that of <see cref="TopActions"/>.
    /// </summary>
    /// <param name="state">The state, with the raw values that the log has.</param>
    /// <param name="count">The number of positions of the page, at least 1. If fewer actions are eligible, all of them are on the page.</param>
    /// <param name="eligible">
    /// The ids of the actions to choose from, at least one and all of them in the policy's catalog, or null for the whole catalog. An id that is named twice
    /// counts once, and the order of the ids does not matter.
    /// </param>
    /// <param name="seed">
    /// The seed, such as a hash of the request, which gives the same page whenever the policy is asked again. If it is null, which is the default, the seed
    /// is the next random number of the model's context, and <see cref="SampledPage.Seed"/> has it.
    /// </param>
    /// <param name="exploration">
    /// The share ε of exploration, in [0, 1]. Every position is drawn from (1 − ε) π + ε / m over the m actions that are left, and so are the probabilities of
    /// the page. The default is 0, which draws from the policy alone.
    /// </param>
    /// <returns>The actions with their conditional probabilities, and the probability of the page. Log them for the next evaluation.</returns>
    /// <exception cref="ArgumentException">
    /// A vector of the state is null or has another length than its column, a feature is NaN or infinite after the pipeline's steps, no action is eligible, or
    /// the policy does not know one of them.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="count"/> is below 1, or <paramref name="exploration"/> is not in [0, 1].
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public SampledPage SamplePage(TState state, int count, IReadOnlyCollection<string>? eligible = null, int? seed = null, double exploration = 0)
        => Read(state, (policy: Policy, count, eligible, seed, exploration), static (features, request)
            => request.policy.SamplePage(features, request.count, request.eligible, request.seed, request.exploration));

    /// <summary>
    /// Returns the probability with which <see cref="SamplePage"/>, without exploration, places each action of a page at its position, whatever the actions
    /// above it are. Independent IPS needs these probabilities (<see cref="OffPolicyOptions.PositionPropensityColumnName"/>).
    /// </summary>
    /// <param name="state">The state, with the raw values that the log has.</param>
    /// <param name="page">The ids of the actions of the page from the top, at least one, and all different.</param>
    /// <param name="eligible">The ids of the actions to choose from, with those of the page, or null for the whole catalog.</param>
    /// <param name="numberOfDraws">The number of pages to draw for the third position and those below it, at least 10,000, which is the default.</param>
    /// <param name="seed">The seed of the pages to draw. The default is 0.</param>
    /// <returns>The probabilities in the order of the page, with their standard errors.</returns>
    /// <exception cref="ArgumentException">
    /// A vector of the state is null or has another length than its column, a feature is NaN or infinite after the pipeline's steps, the page is empty or
    /// has an action twice, or an action is not eligible or not in the catalog.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numberOfDraws"/> is below 10,000.</exception>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public IReadOnlyList<PositionProbability> PositionProbabilities(TState state, IReadOnlyList<string> page, IReadOnlyCollection<string>? eligible = null,
        int numberOfDraws = PositionMarginals.FewestDraws, int seed = 0)
        => Read(state, (policy: Policy, page, eligible, numberOfDraws, seed), static (features, request)
            => request.policy.PositionProbabilities(features, request.page, request.eligible, request.numberOfDraws, request.seed));

    /// <summary>Releases the resources that the steps of the pipeline hold.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private TResult Read<TRequest, TResult>(
        TState state, TRequest request, Func<ReadOnlySpan<float>, TRequest, TResult> rank, [CallerMemberName] string operation = "")
    {
        var start = Instruments.StartRanking();
        ArgumentNullException.ThrowIfNull(state);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_readers.TryTake(out var reader))
            reader = Open();
        try
        {
            var result = rank(reader.Read(state), request);
            Instruments.EndRanking(start, operation);
            return result;
        }
        finally
        {
            _readers.Add(reader);
            if (_isDisposed)
                Dispose();
        }
    }

    // The mappers of the steps do not guarantee that several threads can open rows at the same time.
    private StateReader<TState> Open()
    {
        lock (_opening)
            return new(_env, _pipeline, _definition);
    }
}
