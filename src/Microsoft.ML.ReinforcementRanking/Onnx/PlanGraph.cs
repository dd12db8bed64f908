using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>Adds a network to a graph of ONNX. It is a reader of plans beside the evaluator, the torch module and the file format.</summary>
/// <param name="graph">The graph.</param>
/// <param name="network">The network.</param>
/// <param name="input">The variable of the input.</param>
/// <param name="categories">For each categorical field, the variable of a row's keys, as Int64. A key outside of the field's range is no value.</param>
internal sealed class PlanGraph(OnnxGraph graph, PlannedNetwork network, string input, IReadOnlyList<string> categories)
{
    private readonly string?[] _variables = new string?[network.Plan.Nodes.Count];

    /// <summary>Adds the nodes that the heads depend on, and returns the variable of the output.</summary>
    public static string Add(OnnxGraph graph, PlannedNetwork network, string input, params IReadOnlyList<string> categories)
    {
        var nodes = new PlanGraph(graph, network, input, categories);
        return graph.Concat([.. network.Plan.Heads.Select(nodes.VariableOf)]);
    }

    private string VariableOf(int index) => _variables[index] ??= AddNode(network.Plan.Nodes[index], WeightsOf(index));

    private string AddNode(PlanNode node, float[][] weights) => node switch
    {
        InputNode => input,
        DenseNode dense => Activate(Affine(VariableOf(dense.From), weights[0], weights[1]), dense.Activation),
        SliceNode slice => Slice(VariableOf(slice.From), network.Plan.Nodes[slice.From].Width, slice),
        EmbeddingNode embedding => Embed(embedding, categories[embedding.Field], weights[0]),
        ConcatNode concat => graph.Concat([.. concat.Parts.Select(VariableOf)]),
        SumNode sum => graph.Sum([.. sum.Parts.Select(VariableOf)]),
        FactorizationMachineNode machine => Pair(VariableOf(machine.Numbers), weights[0], machine),
        MixtureNode mixture => graph.WeightedSum(VariableOf(mixture.Gate), [.. mixture.Experts.Select(VariableOf)]),
        AttentionNode attention => Attend([.. attention.Tokens.Select(VariableOf)], attention.Width, weights),
        ConjunctionNode conjunction => LogitOfBoth(VariableOf(conjunction.First), VariableOf(conjunction.Second)),
        _ => throw new InvalidOperationException($"ONNX graphs have no form for {node.GetType().Name}."),
    };

    private string Affine(string variable, float[] matrix, float[] biases)
        => graph.Affine(variable, graph.Constant(matrix, biases.Length, matrix.Length / biases.Length), graph.Constant(biases, biases.Length));

    private string Activate(string variable, Activation activation) => activation switch
    {
        Activation.Relu => graph.Add("Relu", variable),
        Activation.NegativeSoftplus => graph.Add("Neg", graph.Add("Softplus", variable)),
        _ => variable,
    };

    private string Slice(string variable, int width, SliceNode slice)
    {
        long[] widths = [slice.Start, slice.Width, width - slice.Start - slice.Width];
        return graph.Split(variable, [.. widths.Where(part => part > 0)])[slice.Start > 0 ? 1 : 0];
    }

    /// <summary>Adds the mean of the embeddings of a row's values. A row without a value has the embedding 0.</summary>
    private string Embed(EmbeddingNode node, string keys, float[] table)
    {
        var isValue = graph.Add("And", graph.Add("Less", graph.Constant(0L), keys), graph.Add("Less", keys, graph.Constant((long)node.Count)));
        var weights = graph.Cast(isValue, typeof(float));
        var count = graph.Reduce("ReduceSum", weights);
        var indices = graph.Add("Mul", keys, graph.Cast(isValue, typeof(long)));
        var embeddings = graph.Add("Gather", graph.Constant(table, node.Count, node.Width), indices);
        // [rows, 1, values] × [rows, values, width]
        var sums = graph.Squeeze(graph.Add("MatMul", graph.Unsqueeze(weights), embeddings));
        var isUnknown = graph.Cast(graph.Add("Less", count, graph.Constant(0.5f)), typeof(float));
        var unknown = graph.Add("Mul", isUnknown, graph.Constant(table[..node.Width], 1, node.Width));
        return graph.Add("Div", graph.Add("Add", sums, unknown), graph.Add("Add", count, isUnknown));
    }

    private string Pair(string numbers, float[] table, FactorizationMachineNode machine)
    {
        var width = machine.Width - 1;
        float[] rowSquares = [.. table.Chunk(width).Select(row => (float)row.Sum(value => (double)value * value))];
        string[] embeddings = [.. machine.Embeddings.Select(VariableOf)];
        var sum = graph.Sum([graph.Add("MatMul", numbers, graph.Constant(table, rowSquares.Length, width)), .. embeddings]);
        var squares = graph.Sum([
            graph.Add("MatMul", graph.Add("Mul", numbers, numbers), graph.Constant(rowSquares, rowSquares.Length, 1)),
            .. embeddings.Select(embedding => graph.Reduce("ReduceSumSquare", embedding))]);
        var pairs = graph.Add("Mul", graph.Add("Sub", graph.Reduce("ReduceSumSquare", sum), squares), graph.Constant(0.5f));
        return graph.Concat(sum, pairs);
    }

    private string Attend(string[] tokens, int width, float[][] weights)
    {
        var scale = graph.Constant(1 / MathF.Sqrt(width));
        string Map(string token, int map) => Affine(token, weights[2 * map], weights[2 * map + 1]);
        string[] logits = [.. tokens.Select(token => graph.Add("Mul", graph.Dot(Map(token, 1), Map(token, 2)), scale))];
        return graph.WeightedSum(graph.Concat(logits), [.. tokens.Select(token => Map(token, 0))]);
    }

    private string LogitOfBoth(string first, string second)
    {
        var (a, b) = (graph.Add("Neg", first), graph.Add("Neg", second));
        return graph.Add("Neg", graph.LogSumExp(graph.Concat(a, b, graph.Add("Add", a, b))));
    }

    private float[][] WeightsOf(int index)
    {
        var plan = network.Plan;
        var start = plan.Nodes.Take(index).Sum(node => plan.WeightShapesOf(node).Count);
        return network.Weights[start..(start + plan.WeightShapesOf(plan.Nodes[index]).Count)];
    }
}
