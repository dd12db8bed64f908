using Feed.Serving;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace FeedServer.Models;

/// <summary>
/// Represents a model that was loaded, with a pool of its engines. It is disposed of when it is no longer the current one and its last request ends.
/// </summary>
internal sealed class ModelGeneration
{
    private readonly ITransformer _model;
    private readonly ObjectPool<ActionRankingEngine<FeedState>> _engines;

    /// <summary>The number of requests that use the model, and one more while it is the current one.</summary>
    private int _users = 1;

    /// <param name="number">The number of the generation.</param>
    /// <param name="version">The version of the model.</param>
    /// <param name="file">The model file.</param>
    public ModelGeneration(int number, string version, Stream file)
    {
        (Number, Version) = (number, version);
        var ml = new MLContext();
        _model = ml.Model.Load(file, out var inputs);
        // A pool of disposable objects disposes of them when it is disposed of, and of those that come back later.
        _engines = new DefaultObjectPoolProvider().Create(new EnginePolicy(() => ml.Model.CreateActionRankingEngine<FeedState>(_model, inputs)));
        // The first engine shows whether the model fits the state of this service.
        _engines.Return(_engines.Get());
    }

    /// <summary>Gets the number of the generation, counted from 1.</summary>
    public int Number { get; }

    /// <summary>Gets the version of the model.</summary>
    public string Version { get; }

    /// <summary>Gets whether the model was disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Takes an engine.</summary>
    /// <returns>The loan, or null if the model was replaced, and its last request has ended.</returns>
    public EngineLease? TryBorrow()
    {
        for (var users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                return new(this, _engines.Get());
        }
        return null;
    }

    /// <summary>Gives an engine back.</summary>
    public void Return(ActionRankingEngine<FeedState> engine)
    {
        _engines.Return(engine);
        Release();
    }

    /// <summary>Ends one use: that of a request, or that as the current model.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        ((IDisposable)_engines).Dispose();
        (_model as IDisposable)?.Dispose();
        IsDisposed = true;
    }

    private sealed class EnginePolicy(Func<ActionRankingEngine<FeedState>> create) : IPooledObjectPolicy<ActionRankingEngine<FeedState>>
    {
        public ActionRankingEngine<FeedState> Create() => create();

        public bool Return(ActionRankingEngine<FeedState> obj) => true;
    }
}
