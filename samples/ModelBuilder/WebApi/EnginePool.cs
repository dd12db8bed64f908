using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;

namespace ModelBuilder.WebApi;

/// <summary>
/// Keeps prediction engines of one saved model. An engine serves one request at a time, so each request takes one from the pool, or creates one where all are
/// in use. The model is loaded when it is first used.
/// </summary>
internal sealed class EnginePool<TInput, TOutput>(string modelPath)
    where TInput : class
    where TOutput : class, new()
{
    private readonly Lazy<ObjectPool<PredictionEngine<TInput, TOutput>>> _engines = new(() =>
    {
        var mlContext = new MLContext();
        return new DefaultObjectPool<PredictionEngine<TInput, TOutput>>(new Policy(mlContext, mlContext.Model.Load(modelPath, out _)));
    });

    public TOutput Predict(TInput input)
    {
        var engine = _engines.Value.Get();
        try
        {
            return engine.Predict(input);
        }
        finally
        {
            _engines.Value.Return(engine);
        }
    }

    private sealed class Policy(MLContext mlContext, ITransformer model) : PooledObjectPolicy<PredictionEngine<TInput, TOutput>>
    {
        public override PredictionEngine<TInput, TOutput> Create() => mlContext.Model.CreatePredictionEngine<TInput, TOutput>(model);

        public override bool Return(PredictionEngine<TInput, TOutput> engine) => true;
    }
}
