using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Adds the output columns of a <see cref="GaussianPolicyHead"/> to a graph of ONNX.</summary>
internal sealed class GaussianPolicyGraph : HeadGraph
{
    private readonly OnnxGraph _graph;
    private readonly GaussianPolicyHead _head;
    private readonly string _features;
    private readonly string _means;
    private readonly string _deviations;

    // The row's action and the mean of the policy, both standardized, and the mean in the user's units.
    private readonly Lazy<string> _action;
    private readonly Lazy<string> _mean;
    private readonly Lazy<string> _predicted;
    private readonly Lazy<string> _logDensity;

    public GaussianPolicyGraph(GaussianPolicyHead head, OnnxGraph graph, HeadVariables inputs)
    {
        _graph = graph;
        _head = head;
        _features = inputs.Features;
        _means = graph.Constant(head.Scale.Means, 1, head.Scale.Size);
        _deviations = graph.Constant(head.Scale.Deviations, 1, head.Scale.Size);
        var output = new Lazy<string>(() => PlanGraph.Add(graph, head.MeanNetwork, inputs.Features));
        // An action that is not set is one row for the whole batch.
        _action = new(() => Standardize(graph.Add("Add", inputs.Action!, graph.Zero(inputs.Features))));
        _predicted = new(() => head.Range is { } range
            ? Squash(output.Value, range)
            : graph.Add("Add", graph.Add("Mul", output.Value, _deviations), _means));
        _mean = new(() => head.Range is null ? output.Value : Standardize(_predicted.Value));
        _logDensity = new(LogDensity);
    }

    public override string Column(int column) => _head.Columns[column].Name switch
    {
        OutputColumn.Score => _logDensity.Value,
        OutputColumn.Probability => _graph.Add("Exp", _logDensity.Value),
        OutputColumn.PredictedAction => _predicted.Value,
        _ => ResponseValues(),
    };

    private string Standardize(string values) => _graph.Add("Div", _graph.Add("Sub", values, _means), _deviations);

    private string Squash(string values, ActionRange range)
    {
        var scaled = _graph.Add("Mul", _graph.Add("Sigmoid", values), _graph.Constant(range.Maximum - range.Minimum));
        var squashed = _graph.Add("Add", scaled, _graph.Constant(range.Minimum));
        return _graph.Add("Max", _graph.Add("Min", squashed, _graph.Constant(range.Maximum)), _graph.Constant(range.Minimum));
    }

    private string LogDensity()
    {
        float[] precisions = [.. _head.LogDeviations.Select(deviation => (float)Math.Exp(-(double)deviation))];
        var logVolume = _head.LogDeviations.Zip(_head.Scale.Deviations, (log, deviation) => log + Math.Log(deviation) + Math.Log(2 * Math.PI) / 2).Sum();
        var distances = _graph.Add("Mul", _graph.Add("Sub", _action.Value, _mean.Value), _graph.Constant(precisions, 1, precisions.Length));
        var halfSquares = _graph.Add("Mul", _graph.Reduce("ReduceSumSquare", distances), _graph.Constant(-0.5f));
        return _graph.Add("Sub", halfSquares, _graph.Constant((float)logVolume));
    }

    private string ResponseValues()
    {
        var values = PlanGraph.Add(_graph, _head.CriticNetwork!, _graph.Concat(_features, _action.Value));
        var critics = _head.ContinuousCritics;
        // Each response is the mean of its own members.
        float[] factors = [.. critics.SelectMany(critic => critics.SelectMany(other => other.Members.Select(_ => other == critic ? FactorOf(critic) : 0)))];
        float[] means = [.. critics.Select(critic => (float)critic.Critic.MeanReturn)];
        return _graph.Affine(values, _graph.Constant(factors, means.Length, factors.Length / means.Length), _graph.Constant(means, means.Length));
    }

    private static float FactorOf(ContinuousCritic critic) => (float)(critic.Sign * critic.Critic.ReturnDeviation / critic.Members.Count);
}
