using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents the rows [v, b] of all actions in a graph of ONNX, as a matrix and a vector.</summary>
internal sealed class ActionTableGraph
{
    private readonly OnnxGraph _graph;
    private readonly string _vectors;
    private readonly string _biases;

    public ActionTableGraph(OnnxGraph graph, TwoTowerBlock function)
    {
        _graph = graph;
        var actions = Enumerable.Range(0, function.ActionCount);
        _vectors = graph.LazyConstant(actions.SelectMany(action => function.RowOf(action)[..^1].ToArray()), function.ActionCount, function.Width - 1);
        _biases = graph.LazyConstant(actions.Select(action => function.RowOf(action)[^1]), function.ActionCount);
    }

    /// <summary>Returns <c>u · v(a) + β b(a)</c> of all actions.</summary>
    public string Products(string state, float biasFactor) => _graph.Affine(state, _vectors, _biases, biasFactor);

    /// <summary>Returns <c>u · v(a) + β b(a)</c> of one action in each row.</summary>
    public string Product(string state, float biasFactor, string action)
    {
        var vectors = _graph.Squeeze(_graph.Add("Gather", _vectors, action));
        var biases = _graph.Add("Mul", _graph.Add("Gather", _biases, action), _graph.Constant(biasFactor));
        return _graph.Add("Add", _graph.Dot(state, vectors), biases);
    }
}
