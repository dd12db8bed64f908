namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Adds nodes to a plan. Every method returns the number of the node that it added last.</summary>
internal sealed class PlanBuilder(int inputWidth)
{
    /// <summary>The number of the input node.</summary>
    public const int Input = 0;

    private readonly List<PlanNode> _nodes = [new InputNode(inputWidth)];

    public int WidthOf(int node) => _nodes[node].Width;

    public int Add(PlanNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    public int Dense(int from, int width, Activation activation = Activation.None) => Add(new DenseNode(from, width, activation));

    /// <summary>Adds a linear layer whose weights start at 0.</summary>
    public int Linear(int from, int width) => Add(new DenseNode(from, width, Activation.None) { StartsAtZero = true });

    public int Slice(int from, int start, int width) => Add(new SliceNode(from, start, width));

    /// <summary>Adds the concatenation of the parts. A single part is returned as it is.</summary>
    public int Concat(params IReadOnlyList<int> parts) => parts.Count == 1 ? parts[0] : Add(new ConcatNode(parts, parts.Sum(WidthOf)));

    /// <summary>Adds the sum of the parts. A single part is returned as it is.</summary>
    public int Sum(params IReadOnlyList<int> parts) => parts.Count == 1 ? parts[0] : Add(new SumNode(parts, WidthOf(parts[0])));

    /// <summary>Adds dense layers with ReLU.</summary>
    public int Layers(int from, IReadOnlyList<int> widths) => widths.Aggregate(from, (node, width) => Dense(node, width, Activation.Relu));

    /// <summary>Adds dense layers with ReLU, and then one linear layer.</summary>
    public int Tower(int from, IReadOnlyList<int> hiddenWidths, int outputWidth) => Dense(Layers(from, hiddenWidths), outputWidth);

    /// <summary>Adds a mixture of the experts with a softmax gate, which is an affine map of <paramref name="gateInput"/>.</summary>
    public int Mixture(int gateInput, IReadOnlyList<int> experts) => Add(new MixtureNode(Dense(gateInput, experts.Count), experts, WidthOf(experts[0])));

    public NetworkPlan Build(IReadOnlyList<int> heads) => new(_nodes, heads);
}
