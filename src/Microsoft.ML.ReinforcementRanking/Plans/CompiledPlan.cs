using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// Represents a network in the form that is evaluated row by row: the steps in their order, and the place of each node's value in one array. It is
/// immutable, so that any number of threads share it.
/// <list type="bullet">
/// <item>Dense nodes with the same activation that read the same values become one layer. The first layers of several towers are one wide layer.</item>
/// <item>Layers read slices and concatenations where their parts are, so that these are copied only for other readers.</item>
/// <item>Nodes that no head depends on have no step.</item>
/// </list>
/// </summary>
internal sealed class CompiledPlan
{
    private readonly PlannedNetwork _network;
    private readonly int[] _starts;
    private readonly int[] _weightStarts;
    private readonly NodeView[] _views;
    private readonly NodePlace[] _heads;
    private readonly List<PlanStep> _steps = [];

    public CompiledPlan(PlannedNetwork network)
    {
        _network = network;
        var nodes = network.Plan.Nodes;
        _starts = new int[nodes.Count];
        _weightStarts = new int[nodes.Count + 1];
        _views = new NodeView[nodes.Count];
        var isNeeded = NodesThatHeadsNeed();
        var isRead = NodesWhoseValuesAreRead(isNeeded);
        for (var node = 0; node < nodes.Count; node++)
        {
            _views[node] = ViewOf(node);
            _weightStarts[node + 1] = _weightStarts[node] + network.Plan.WeightShapesOf(nodes[node]).Count;
        }
        var layers = Enumerable.Range(0, nodes.Count).Where(node => isNeeded[node] && nodes[node] is DenseNode).ToLookup(LayerOf);
        var isDone = new bool[nodes.Count];
        for (var node = 0; node < nodes.Count; node++)
        {
            if (!isNeeded[node] || isDone[node])
                continue;
            if (nodes[node] is DenseNode)
                AddLayer([.. layers[LayerOf(node)]], isDone);
            else if (nodes[node] is not (InputNode or SliceNode or ConcatNode) || isRead[node])
                AddStep(node);
        }
        _heads = [.. network.Plan.Heads.Select(ValueOf)];
    }

    public ReadOnlySpan<PlanStep> Steps => CollectionsMarshal.AsSpan(_steps);

    /// <summary>Gets the places of the heads' values.</summary>
    public ReadOnlySpan<NodePlace> Heads => _heads;

    public int InputWidth => _network.Plan.InputWidth;

    public int OutputWidth => _network.Plan.OutputWidth;

    /// <summary>Gets the length of the array of all values.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the largest number of floats that a step needs beside its own value.</summary>
    public int ScratchLength => _steps.Max(step => step.ScratchLength);

    /// <summary>Returns the place of a node's value.</summary>
    public NodePlace ValueOf(int node) => new(_starts[node], _network.Plan.Nodes[node].Width);

    private bool[] NodesThatHeadsNeed()
    {
        var nodes = _network.Plan.Nodes;
        var isNeeded = new bool[nodes.Count];
        foreach (var head in _network.Plan.Heads)
            isNeeded[head] = true;
        for (var node = nodes.Count - 1; node >= 0; node--)
        {
            foreach (var source in isNeeded[node] ? nodes[node].Sources : [])
                isNeeded[source] = true;
        }
        return isNeeded;
    }

    /// <summary>Returns which nodes must have a value of their own, because a head or a node other than a layer, slice or concatenation reads it.</summary>
    private bool[] NodesWhoseValuesAreRead(bool[] isNeeded)
    {
        var nodes = _network.Plan.Nodes;
        var isRead = new bool[nodes.Count];
        foreach (var head in _network.Plan.Heads)
            isRead[head] = true;
        for (var node = 0; node < nodes.Count; node++)
        {
            IEnumerable<int> sources = nodes[node] switch
            {
                DenseNode or SliceNode or ConcatNode => [],
                FactorizationMachineNode machine => machine.Embeddings,
                var other => other.Sources,
            };
            foreach (var source in isNeeded[node] ? sources : [])
                isRead[source] = true;
        }
        return isRead;
    }

    private NodeView ViewOf(int node) => _network.Plan.Nodes[node] switch
    {
        SliceNode slice => _views[slice.From].Slice(slice.Start, slice.Width),
        ConcatNode concat => NodeView.Concat(concat.Parts.Select(part => _views[part])),
        var other => new([new(node, 0, other.Width)]),
    };

    private (Activation, NodeView) LayerOf(int node)
    {
        var dense = (DenseNode)_network.Plan.Nodes[node];
        return (dense.Activation, _views[dense.From]);
    }

    private void AddLayer(IReadOnlyList<int> nodes, bool[] isDone)
    {
        var first = (DenseNode)_network.Plan.Nodes[nodes[0]];
        var layer = new DenseLayer([.. nodes.Select(node => (WeightsOf(node)[0], WeightsOf(node)[1]))], first.Activation);
        var step = new PlanStep(first, new(Length, layer.Width)) { Source = _views[first.From], Layer = layer };
        foreach (var node in nodes)
        {
            _starts[node] = Length;
            Length += DenseLayer.Padded(_network.Plan.Nodes[node].Width);
            isDone[node] = true;
        }
        _steps.Add(step);
    }

    private void AddStep(int index)
    {
        var node = _network.Plan.Nodes[index];
        _starts[index] = Length;
        Length += node.Width;
        var weights = WeightsOf(index);
        _steps.Add(new(node, ValueOf(index))
        {
            Source = node is FactorizationMachineNode machine ? _views[machine.Numbers] : _views[index],
            Layer = node is AttentionNode ? new([(weights[0], weights[1]), (weights[2], weights[3]), (weights[4], weights[5])], Activation.None) : null,
            Table = weights.Length == 1 ? weights[0] : [],
        });
    }

    private ReadOnlySpan<float[]> WeightsOf(int index) => _network.Weights.AsSpan(_weightStarts[index].._weightStarts[index + 1]);
}

/// <summary>Represents the place of a node's value in the array of all values.</summary>
internal readonly record struct NodePlace(int Start, int Width)
{
    public Span<float> Of(float[] values) => values.AsSpan(Start, Width);
}

/// <summary>Represents the evaluation of a node, or of several dense nodes that are one layer.</summary>
/// <param name="Node">The node, or the first one of the layer.</param>
/// <param name="Result">The place of the result in the array of values.</param>
internal sealed record PlanStep(PlanNode Node, NodePlace Result)
{
    /// <summary>Gets what a layer or a factorization machine reads, or the parts of a slice or concatenation.</summary>
    public required NodeView Source { get; init; }

    /// <summary>Gets the layer of dense nodes, or the three maps of an attention node side by side.</summary>
    public DenseLayer? Layer { get; init; }

    /// <summary>Gets the table of an embedding or a factorization machine.</summary>
    public float[] Table { get; init; } = [];

    public int ScratchLength => Node switch
    {
        MixtureNode mixture => mixture.Experts.Count,
        AttentionNode attention => attention.Tokens.Count * (1 + Layer!.Width),
        _ => 0,
    };
}
