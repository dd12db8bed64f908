using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the features of one state after another, for one thread at a time.</summary>
internal sealed class StateReader<TState> : IDisposable
    where TState : class
{
    private readonly DataViewConstructionUtils.InputRow<TState> _input;
    private readonly DataViewRow _output;
    private readonly ValueGetter<VBuffer<float>> _getFeatures;
    private VBuffer<float> _features;
    private float[] _dense = [];

    public StateReader(IHostEnvironment env, StatePipeline pipeline, SchemaDefinition? definition)
    {
        _input = DataViewConstructionUtils.CreateInputRow<TState>(env, definition);
        (_output, _getFeatures) = pipeline.Open(new StateRow(_input, pipeline.InputSchema, typeof(TState).Name));
    }

    /// <summary>Returns the features of a state, which are valid until the next state is read.</summary>
    /// <exception cref="ArgumentException">A vector of the state has another length than its column.</exception>
    public ReadOnlySpan<float> Read(TState state)
    {
        _input.ExtractValues(state);
        _getFeatures(ref _features);
        if (_features.IsDense)
            return _features.GetValues();
        if (_dense.Length != _features.Length)
            _dense = new float[_features.Length];
        _features.CopyTo(_dense);
        return _dense;
    }

    public void Dispose() => _output.Dispose();
}
