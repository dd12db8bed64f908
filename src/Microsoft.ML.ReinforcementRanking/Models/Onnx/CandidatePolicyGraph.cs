using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Adds the output columns of a <see cref="CandidatePolicyHead"/> to a graph of ONNX.</summary>
internal sealed class CandidatePolicyGraph(CandidatePolicyHead head, OnnxGraph graph, HeadVariables inputs) : HeadGraph
{
    private readonly Dictionary<int, string> _values = [];

    public override string Column(int column) => head.Columns[column].Name == OutputColumn.Score
        ? Score()
        : ResponseValues(graph, head, [.. Enumerable.Range(0, head.Blocks.Count).Where(head.Towers.IsReadByCritics)], ValueOf);

    private string Score()
    {
        var parts = head.Blocks.Select((block, index) => (Index: index, Factor: block.FactorAt(head.ConstraintStrength ?? 1)))
            .Where(part => part.Factor != 0).ToArray();
        return parts.Length == 0
            ? graph.Zero(inputs.Features)
            : graph.Sum([.. parts.Select(part => graph.Add("Mul", ValueOf(part.Index), graph.Constant(part.Factor)))]);
    }

    private string ValueOf(int block)
    {
        if (!_values.TryGetValue(block, out var value))
            _values.Add(block, value = PlanGraph.Add(graph, head.Blocks[block].Function.StateTower, inputs.Features));
        return value;
    }
}
