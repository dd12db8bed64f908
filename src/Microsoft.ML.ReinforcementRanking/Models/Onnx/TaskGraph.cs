using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Adds the output columns of a <see cref="TaskHead"/> to a graph of ONNX.</summary>
internal sealed class TaskGraph : HeadGraph
{
    private const int ScoreColumn = 0;

    private readonly OnnxGraph _graph;
    private readonly TaskHead _head;
    private readonly string[] _outputs;
    private readonly Dictionary<(int Task, TaskValue Value), string> _values = [];

    public TaskGraph(TaskHead head, OnnxGraph graph, HeadVariables inputs)
    {
        _graph = graph;
        _head = head;
        string[] categories = [.. inputs.Categories.Select(category => graph.Cast(category, typeof(long)))];
        _outputs = graph.Split(PlanGraph.Add(graph, head.Network, inputs.Features, categories), [.. head.Tasks.Select(_ => 1L)]);
    }

    public override string Column(int column) => column == ScoreColumn ? Score() : ValueOf(_head.Sources[column].Task, _head.Sources[column].Value);

    private string Score() => _graph.Sum([.. _head.Tasks.Index().Select(task => _graph.Add("Mul",
        ValueOf(task.Index, task.Item.IsBinary ? TaskValue.Probability : TaskValue.Score), _graph.Constant((float)task.Item.ScoreWeight)))]);

    private string ValueOf(int task, TaskValue value)
    {
        if (!_values.TryGetValue((task, value), out var variable))
            _values.Add((task, value), variable = Add(_head.Tasks[task], _outputs[task], value));
        return variable;
    }

    private string Add(TaskOutput task, string output, TaskValue value) => value switch
    {
        TaskValue.Probability => _graph.Add("Sigmoid", output),
        TaskValue.PredictedLabel => _graph.Add("Less", _graph.Constant(0f), output),
        _ => _graph.Affine(output, _graph.Constant([(float)task.Deviation], 1, 1), _graph.Constant([(float)task.Mean], 1)),
    };
}
