namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// What a network is, as data: nodes in evaluation order, each reading only nodes before it, and the nodes whose values, concatenated, are the output.
/// </summary>
internal sealed class NetworkPlan
{
    public NetworkPlan(IReadOnlyList<PlanNode> nodes, IReadOnlyList<int> heads)
    {
        if (nodes.Count == 0 || nodes[0] is not InputNode)
            throw new FormatException("A network plan starts with its input node.");
        for (var index = 1; index < nodes.Count; index++)
        {
            if (nodes[index] is not DenseNode dense || dense.From < 0 || dense.From >= index || dense.Width <= 0)
                throw new FormatException($"Node {index} of the network plan does not read a node before it.");
        }
        if (heads.Count == 0 || heads.Any(head => head < 0 || head >= nodes.Count))
            throw new FormatException("A network plan needs heads, each the number of a node.");
        Nodes = nodes;
        Heads = heads;
    }

    public IReadOnlyList<PlanNode> Nodes { get; }

    public IReadOnlyList<int> Heads { get; }

    public int InputWidth => Nodes[0].Width;

    public int OutputWidth => Heads.Sum(head => Nodes[head].Width);

    public IEnumerable<DenseNode> DenseNodes => Nodes.OfType<DenseNode>();

    /// <summary>Lengths of the weight arrays in order: matrix and bias of each dense node.</summary>
    public IEnumerable<int> WeightLengths => DenseNodes.SelectMany(node => new[] { node.Width * Nodes[node.From].Width, node.Width });

    /// <summary>A tower: dense layers of the given widths with ReLU, then one linear layer.</summary>
    public static NetworkPlan Tower(int inputWidth, IReadOnlyList<int> hiddenWidths, int outputWidth)
    {
        List<PlanNode> nodes = [new InputNode(inputWidth)];
        foreach (var width in hiddenWidths)
            nodes.Add(new DenseNode(nodes.Count - 1, width, Activation.Relu));
        nodes.Add(new DenseNode(nodes.Count - 1, outputWidth, Activation.None));
        return new(nodes, [nodes.Count - 1]);
    }

    /// <summary>Several plans over the same input as one; the outputs follow each other in order.</summary>
    public static NetworkPlan Merge(IReadOnlyList<NetworkPlan> plans)
    {
        List<PlanNode> nodes = [plans[0].Nodes[0]];
        List<int> heads = [];
        foreach (var plan in plans)
        {
            var shift = nodes.Count - 1;
            int At(int node) => node == 0 ? 0 : node + shift;
            nodes.AddRange(plan.DenseNodes.Select(node => node with { From = At(node.From) }));
            heads.AddRange(plan.Heads.Select(At));
        }
        return new(nodes, heads);
    }
}
