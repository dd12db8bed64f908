using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents the row's action of a catalog in a graph of ONNX.</summary>
internal sealed class ActionGraph
{
    private readonly OnnxGraph _graph;
    private readonly string _isMissing;

    /// <param name="graph">The graph.</param>
    /// <param name="action">The action column.</param>
    /// <param name="variable">The variable of the column: a key, an integer or text.</param>
    public ActionGraph(OnnxGraph graph, ActionInput action, string variable)
    {
        _graph = graph;
        var number = action.Ids is { } ids
            ? IndexOf(graph, action, ids, variable)
            : graph.Add("Sub", graph.Cast(variable, typeof(long)), graph.Constant(1L));
        var isKnown = graph.Add("And", graph.Add("Less", graph.Constant(-1L), number), graph.Add("Less", number, graph.Constant((long)action.Size)));
        _isMissing = graph.Add("Not", isKnown);
        Index = graph.Add("Mul", number, graph.Cast(isKnown, typeof(long)));
    }

    /// <summary>Gets the index of the action, or 0 if the policy does not know it.</summary>
    public string Index { get; }

    /// <summary>Returns values with another number in rows whose action the policy does not know.</summary>
    public string OrMissing(string values, float missing) => _graph.Add("Where", _isMissing, _graph.Constant(missing), values);

    /// <summary>Returns whether the action of the row is in a set, which is given by a Boolean for each of a number of actions.</summary>
    public string IsIn(string set, int count)
    {
        var numbers = _graph.Constant(Enumerable.Range(0, count).Select(index => (long)index), 1, count);
        var isOwn = _graph.Add("And", _graph.Add("Equal", Index, numbers), set);
        return _graph.Add("Less", _graph.Constant(0.5f), _graph.Reduce("ReduceMax", _graph.Cast(isOwn, typeof(float))));
    }

    private static string IndexOf(OnnxGraph graph, ActionInput action, TextIndex ids, string variable)
    {
        var areTexts = action.Type == ActionType.Text;
        return graph.Add("LabelEncoder", [areTexts ? variable : graph.Cast(variable, typeof(long))], node =>
        {
            if (areTexts)
                node.AddAttribute("keys_strings", ids.Values);
            else
                node.AddAttribute("keys_int64s", ids.Values.Select(id => NumberOf(id, action)));
            node.AddAttribute("values_int64s", Enumerable.Range(0, ids.Count).Select(index => (long)index));
            node.AddAttribute("default_int64", -1L);
        }, OnnxGraph.MachineLearning);
    }

    private static long NumberOf(string id, ActionInput action)
        => long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw new InvalidOperationException($"The action {id} of column '{action.ColumnName}' does not fit Int64, which the label encoder of ONNX " +
                "reads. Fit with an action column of text.");
}
