namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// Represents a network as data: nodes in the order of evaluation, each of which reads only nodes before it, and the heads, which are the nodes whose
/// concatenated values are the output.
/// </summary>
internal sealed class NetworkPlan
{
    public NetworkPlan(IReadOnlyList<PlanNode> nodes, IReadOnlyList<int> heads)
    {
        if (nodes.Count == 0 || nodes[0] is not InputNode { Width: >= 0 })
            throw new FormatException("A network plan starts with its input node.");
        for (var index = 1; index < nodes.Count; index++)
        {
            var node = nodes[index];
            if (node is InputNode || node.Width <= 0 || node.Sources.Any(source => source < 0 || source >= index))
                throw new FormatException($"Node {index} of the network plan does not read a node before it.");
            if (!node.Fits([.. node.Sources.Select(source => nodes[source].Width)]))
                throw new FormatException($"Node {index} of the network plan does not fit the nodes that it reads.");
        }
        if (heads.Count == 0 || heads.Any(head => head < 0 || head >= nodes.Count))
            throw new FormatException("A network plan needs heads, each the number of a node.");
        Nodes = nodes;
        Heads = heads;
        if (heads.Sum(head => (long)nodes[head].Width) is < 1 or > int.MaxValue)
            throw new FormatException("A network plan has no outputs, or more than an array can hold.");
    }

    public IReadOnlyList<PlanNode> Nodes { get; }

    public IReadOnlyList<int> Heads { get; }

    public int InputWidth => Nodes[0].Width;

    public int OutputWidth => Heads.Sum(head => Nodes[head].Width);

    /// <summary>
    /// Gets about how many numbers are read and written to evaluate the plan for a row. It also limits the memory of an evaluator.
    /// </summary>
    public double Operations => Nodes.Sum(node => node.Operations([.. node.Sources.Select(source => Nodes[source].Width)]));

    /// <summary>Gets the numbers of rows and columns of the weight arrays, node by node.</summary>
    public IEnumerable<(int Rows, int Columns)> WeightShapes => Nodes.SelectMany(WeightShapesOf);

    /// <summary>Gets the lengths of the weight arrays, node by node. Where no array is long enough, the length is one that no array has.</summary>
    public IEnumerable<int> WeightLengths => WeightShapes.Select(shape => (int)Math.Min((long)shape.Rows * shape.Columns, int.MaxValue));

    /// <summary>Returns the numbers of rows and columns of the weight arrays of one node of this plan.</summary>
    public IReadOnlyList<(int Rows, int Columns)> WeightShapesOf(PlanNode node) => node.WeightShapes([.. node.Sources.Select(source => Nodes[source].Width)]);

    /// <summary>Creates a tower: dense layers of the given widths with ReLU, then one linear layer.</summary>
    public static NetworkPlan Tower(int inputWidth, IReadOnlyList<int> hiddenWidths, int outputWidth)
    {
        var builder = new PlanBuilder(inputWidth);
        return builder.Build([builder.Tower(PlanBuilder.Input, hiddenWidths, outputWidth)]);
    }

    /// <summary>Joins several plans over the same input into one, whose output is the concatenation of their outputs.</summary>
    public static NetworkPlan Merge(IReadOnlyList<NetworkPlan> plans)
    {
        List<PlanNode> nodes = [plans[0].Nodes[0]];
        List<int> heads = [];
        foreach (var plan in plans)
        {
            var shift = nodes.Count - 1;
            int At(int node) => node == 0 ? 0 : node + shift;
            nodes.AddRange(plan.Nodes.Skip(1).Select(node => node.At(At)));
            heads.AddRange(plan.Heads.Select(At));
        }
        return new(nodes, heads);
    }
}
