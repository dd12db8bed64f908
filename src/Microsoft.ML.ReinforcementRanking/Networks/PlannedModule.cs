using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents a plan as a trainable libtorch module, from [rows, input width] to [rows, output width]. Dropout follows every ReLU. If states are sparse, dense
/// layers read them as they are, and other nodes get them with their zeros.
/// </summary>
internal sealed class PlannedModule : NetworkModule
{
    private const string EveryInput = "a part of the network that is not a dense layer";

    private readonly NetworkPlan _plan;

    // For each node whether its value begins with the sparse states. What follows them is then kept in place of the value.
    private readonly bool[] _beginsWithStates;
    private readonly PlanLayer[] _layers;
    private readonly double _dropout;

    /// <param name="plan">The plan.</param>
    /// <param name="dropout">The dropout rate in training.</param>
    /// <param name="sparseWidth">The number of the first inputs that come as sparse states, or 0.</param>
    public PlannedModule(NetworkPlan plan, double dropout, int sparseWidth = 0)
    {
        _plan = plan;
        _dropout = dropout;
        RequireWeights(plan);
        _beginsWithStates = new bool[plan.Nodes.Count];
        SparseWidth = CanReadSparse(plan, sparseWidth) ? sparseWidth : 0;
        if (SparseWidth < sparseWidth)
        {
            SparseStates.RequireDense(sparseWidth, EveryInput);
            Array.Clear(_beginsWithStates);
        }
        _layers = [.. plan.Nodes.Select(node => new PlanLayer(plan, node, node is DenseNode dense && _beginsWithStates[dense.From] ? SparseWidth : 0))];
        foreach (var map in _layers.SelectMany(layer => layer.Maps))
            Add(map);
    }

    public NetworkPlan Plan => _plan;

    public double Dropout => _dropout;

    /// <summary>Gets the number of the first inputs that come as sparse states, or 0.</summary>
    public int SparseWidth { get; }

    /// <summary>Gets the matrices of the layers that read sparse states.</summary>
    public IEnumerable<SparseLinear> SparseLinears => _layers.Select(layer => layer.SparseMap).OfType<SparseLinear>();

    public Tensor Forward(Tensor input) => Evaluate(input, []);

    /// <summary>Evaluates a plan with categorical fields.</summary>
    /// <param name="input">[rows, input width], or the first of the inputs where others follow. It may be sparse.</param>
    /// <param name="categories">
    /// The indices of the rows' values for each field, one row after the other, and the positions where the rows start. There are no positions where every
    /// row has exactly one value.
    /// </param>
    /// <param name="others">The inputs that follow, [rows, count], or null for none.</param>
    public Tensor Evaluate(Tensor input, IReadOnlyList<(Tensor Indices, Tensor? Starts)> categories, Tensor? others = null)
    {
        using var scope = NewDisposeScope();
        var values = new Tensor[_plan.Nodes.Count];
        values[0] = SparseWidth > 0 ? others! : WithOthers(SparseStates.Dense(input, EveryInput), others);
        for (var index = 1; index < values.Length; index++)
        {
            var (node, layer, dropout) = (_plan.Nodes[index], _layers[index], IsTraining ? _dropout : 0);
            if (layer.SparseMap is not null)
                values[index] = layer.EvaluateSparse(input, values[node.Sources[0]], IsTraining, dropout);
            else if (_beginsWithStates[index])
                values[index] = After(node, values);
            else if (SparseWidth > 0 && node is SliceNode { From: 0 } slice)
                values[index] = others!.narrow(1, slice.Start - SparseWidth, slice.Width);
            else
                values[index] = layer.Evaluate(Array.ConvertAll([.. node.Sources], source => values[source]), categories, dropout);
        }
        var output = _plan.Heads.Count == 1 ? values[_plan.Heads[0]].alias() : cat([.. _plan.Heads.Select(head => values[head])], 1);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Returns the managed copy, which has the plan and the current weights.</summary>
    public PlannedNetwork ToNetwork() => new(Trained(_plan), [.. _layers.SelectMany(layer => layer.CopyWeights())]);

    /// <summary>Overwrites the weights by those of a managed network of the same plan.</summary>
    public void Load(PlannedNetwork network)
    {
        var weights = network.Weights;
        foreach (var (layer, node) in _layers.Zip(_plan.Nodes))
        {
            var count = _plan.WeightShapesOf(node).Count;
            layer.LoadWeights(weights[..count]);
            weights = weights[count..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var layer in _layers)
                layer.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Requires that the weights of each layer fit into an array, which they do unless the features are very wide.</summary>
    private static void RequireWeights(NetworkPlan plan)
    {
        foreach (var (rows, columns) in plan.WeightShapes)
        {
            if ((long)rows * columns > Array.MaxLength)
            {
                throw new FeatureWidthException(string.Create(CultureInfo.InvariantCulture,
                    $"a layer of {rows} units that reads {columns} values has more than {Array.MaxLength} weights. "
                    + $"Use fewer slots (a smaller numberOfBits where features are hashed), or fewer hidden units in the first layer."));
            }
        }
    }

    /// <summary>Returns the plan of the managed copy, in which the vectors of a table are the embeddings.</summary>
    private static NetworkPlan Trained(NetworkPlan plan) => plan.Nodes.Any(node => node is EmbeddingNode { OwnShares: not null })
        ? new([.. plan.Nodes.Select(node => node is EmbeddingNode field ? field with { OwnShares = null } : node)], plan.Heads)
        : plan;

    /// <summary>Returns what follows the states in the value of a node that begins with them, or null for nothing.</summary>
    private static Tensor After(PlanNode node, Tensor[] values)
    {
        Tensor[] rest = node is ConcatNode ? [.. node.Sources.Select(source => values[source]).Where(value => value is not null)] : [];
        return rest.Length == 0 ? null! : cat(rest, 1);
    }

    /// <summary>
    /// Finds the nodes whose values begin with the states: the input, its part that is the states, and what is concatenated to one of these. The method
    /// returns whether dense layers are the only other nodes that read the states.
    /// </summary>
    private bool CanReadSparse(NetworkPlan plan, int width)
    {
        _beginsWithStates[0] = width > 0;
        for (var index = 1; index < _beginsWithStates.Length && width > 0; index++)
        {
            var node = plan.Nodes[index];
            if (!node.Sources.Any(source => _beginsWithStates[source]) || node is DenseNode || (node is SliceNode { From: 0 } slice && slice.Start >= width))
                continue;
            _beginsWithStates[index] = (node is SliceNode { From: 0, Start: 0 } && node.Width == width)
                || (node is ConcatNode && _beginsWithStates[node.Sources[0]] && !node.Sources.Skip(1).Any(source => _beginsWithStates[source]));
            if (!_beginsWithStates[index])
                return false;
        }
        return !plan.Heads.Any(head => _beginsWithStates[head]);
    }

    private static Tensor WithOthers(Tensor states, Tensor? others) => others is null ? states : cat([states, others], 1);
}
