using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Represents one node of a plan in libtorch, with its trainable parts. It computes its value from the values of its sources.</summary>
internal sealed class PlanLayer : IDisposable
{
    /// <summary>The standard deviation of the initial embeddings. It is small beside features of unit variance, so that rare values start alike.</summary>
    private const double EmbeddingDeviation = 0.05;

    /// <summary>
    /// The standard deviation of the initial embeddings of the numeric fields of a factorization machine. The fields are summed, so hundreds of them still
    /// have little effect at first.
    /// </summary>
    private const double FieldDeviation = 0.01;

    private readonly PlanNode _node;
    private readonly AffineMap[] _maps;
    private readonly AffineMap? _table;

    // The shares of the own vectors of a field's values, [values, 1], or null.
    private readonly Tensor? _shares;

    /// <param name="plan">The plan.</param>
    /// <param name="node">The node of the plan.</param>
    /// <param name="sparseWidth">The number of sparse states that the value begins with which the node, a dense layer, reads, or 0.</param>
    public PlanLayer(NetworkPlan plan, PlanNode node, int sparseWidth)
    {
        _node = node;
        if (sparseWidth > 0)
        {
            (SparseMap, var others) = NewSparseMap(plan.WeightShapesOf(node)[0], sparseWidth, node.StartsAtZero);
            _maps = [others];
            return;
        }
        _table = node switch
        {
            EmbeddingNode embedding => NewTable(embedding),
            FactorizationMachineNode => NewTable(plan.WeightShapesOf(node)[0], FieldDeviation),
            _ => null,
        };
        _shares = node is EmbeddingNode { OwnShares: { } shares } ? NewShares(shares) : null;
        // Every other node with weights has affine maps: a matrix, then its bias.
        _maps = _table is null ? [.. plan.WeightShapesOf(node).Chunk(2).Select(map => NewMap(map[0], node.StartsAtZero))] : [];
    }

    /// <summary>The weights, in the order of the plan's weights.</summary>
    public IEnumerable<AffineMap> Maps => _table is null ? _maps : [_table];

    /// <summary>
    /// The matrix of a dense layer that reads sparse states, or null. The only module then has the columns of the other inputs and the bias, or the bias in
    /// place of a matrix where there are no other inputs.
    /// </summary>
    public SparseLinear? SparseMap { get; }

    /// <param name="states">The sparse states.</param>
    /// <param name="others">The other inputs, [rows, count], or null for none.</param>
    /// <param name="isTraining">Whether the layer is trained on the batch.</param>
    /// <param name="dropout">The share of units that are dropped after a ReLU.</param>
    public Tensor EvaluateSparse(Tensor states, Tensor? others, bool isTraining, double dropout)
    {
        var rest = others is null ? _maps[0].Weight : _maps[0].Forward(others);
        return Activate(((DenseNode)_node).Activation, SparseMap!.Evaluate(states, isTraining).Plus(rest), dropout);
    }

    /// <summary>Returns the weights, in the order of the plan's weights. A table has the embeddings, whatever they are mixed of in training.</summary>
    public IEnumerable<float[]> CopyWeights()
    {
        float[][] weights = [.. Maps.SelectMany(map => map.CopyWeights())];
        if (_node is EmbeddingNode { OwnShares: { } shares })
            return [Mixed(weights[0], shares)];
        return SparseMap is null ? weights : [SparseMap.ToMatrix(weights.Length > 1 ? weights[0] : []), weights[^1]];
    }

    /// <summary>Overwrites the weights by those of <see cref="CopyWeights"/>, unless a table is mixed.</summary>
    public void LoadWeights(float[][] weights)
    {
        if (SparseMap is not null)
            weights = [.. SparseMap.LoadMatrix(weights[0]) is { Length: > 0 } others ? [others] : Array.Empty<float[]>(), weights[1]];
        foreach (var map in Maps)
        {
            var count = map.AllParameters().Count();
            map.LoadWeights(weights[..count]);
            weights = weights[count..];
        }
    }

    public void Dispose()
    {
        SparseMap?.Dispose();
        _shares?.Dispose();
    }

    /// <param name="sources">The values of the sources, [rows, width] each.</param>
    /// <param name="categories">The categories, as in <see cref="PlannedModule.Evaluate"/>.</param>
    /// <param name="dropout">The share of units that are dropped after a ReLU.</param>
    public Tensor Evaluate(Tensor[] sources, IReadOnlyList<(Tensor Indices, Tensor? Starts)> categories, double dropout) => _node switch
    {
        DenseNode dense => Activate(dense.Activation, _maps[0].Forward(sources[0]), dropout),
        SliceNode slice => sources[0].narrow(1, slice.Start, slice.Width),
        EmbeddingNode embedding => Pool(categories[embedding.Field]),
        ConcatNode => cat(sources, 1),
        SumNode => sources.Sum(),
        FactorizationMachineNode => Pair(sources[0], sources[1..]),
        MixtureNode => Mix(sources[0], sources[1..]),
        AttentionNode attention => Attend(stack(sources, 1), attention.Width),
        ConjunctionNode => -stack([-sources[0], -sources[1], -sources[0] - sources[1]], 0).logsumexp(0),
        _ => throw new InvalidOperationException($"libtorch's interpreter does not know {_node.GetType().Name}."),
    };

    /// <summary>Initializes a dense layer as usual, with weights uniform between ±1/√inputs.</summary>
    private static AffineMap NewMap((int Rows, int Columns) shape, bool startsAtZero)
    {
        var bound = startsAtZero || shape.Columns == 0 ? 0 : 1 / Math.Sqrt(shape.Columns);
        return new AffineMap(Parameters.Of(RandomSource.Current.Uniform(bound, shape.Rows, shape.Columns)),
            Parameters.Of(RandomSource.Current.Uniform(bound, shape.Rows)));
    }

    /// <summary>Initializes a dense layer over sparse states and other inputs with the numbers of <see cref="NewMap"/>.</summary>
    private static (SparseLinear States, AffineMap Others) NewSparseMap((int Rows, int Columns) shape, int sparseWidth, bool startsAtZero)
    {
        var bound = startsAtZero ? 0 : 1 / Math.Sqrt(shape.Columns);
        var others = zeros(shape.Rows, shape.Columns - sparseWidth);
        var states = new SparseLinear(sparseWidth, bound, others);
        var bias = RandomSource.Current.Uniform(bound, shape.Rows);
        return (states, shape.Columns == sparseWidth
            ? new AffineMap(Parameters.Of(bias.unsqueeze(0)))
            : new AffineMap(Parameters.Of(others), Parameters.Of(bias)));
    }

    private static AffineMap NewTable(EmbeddingNode node)
    {
        var table = NewTable((node.Count, node.Width), node.StartsAtZero ? 0 : EmbeddingDeviation);
        using var noGrad = no_grad();
        // Where training has no unknown value, its embedding is zero.
        using var unknown = table.Weight[0];
        unknown.zero_();
        return table;
    }

    /// <summary>Represents a table of vectors, one per row. It is a map without a bias, in a module that holds one matrix.</summary>
    private static AffineMap NewTable((int Rows, int Columns) shape, double deviation)
        => new AffineMap(Parameters.Of(RandomSource.Current.Normal(deviation, shape.Rows, shape.Columns)));

    /// <summary>
    /// Applies the activation to sums that nothing else reads, in their own memory, since new memory costs more than the arithmetic. Units are dropped
    /// before the ReLU, which gives the same numbers as after it, because no factor is negative.
    /// </summary>
    private static Tensor Activate(Activation activation, Tensor sums, double dropout) => activation switch
    {
        Activation.Relu when dropout > 0 => sums.mul_(RandomSource.Current.DropoutMask(sums.shape, dropout)).relu_(),
        Activation.Relu => sums.relu_(),
        Activation.NegativeSoftplus => sums.NegativeSoftplus(),
        _ => sums,
    };

    private static Tensor NewShares(float[] shares)
    {
        using var scope = NewDisposeScope();
        return tensor(shares, shares.Length, 1).clone().DetachFromDisposeScope();
    }

    private static float[] Mixed(float[] table, float[] shares)
    {
        var width = table.Length / shares.Length;
        return [.. table.Select((own, index) => table[index % width] + ((own - table[index % width]) * shares[index / width]))];
    }

    private Tensor Embed(Tensor table, Tensor indices)
    {
        var own = table.index_select(0, indices);
        if (_shares is null)
            return own;
        var unknown = table.narrow(0, 0, 1);
        return unknown.Plus((own - unknown) * _shares.to(own.device).index_select(0, indices));
    }

    private Tensor Pool((Tensor Indices, Tensor? Starts) values)
    {
        var rows = Embed(_table!.Weight, values.Indices);
        if (values.Starts is null)
            return rows;
        // The row of each value. The mean over the values of a row is their sum divided by their number.
        var rowCount = values.Starts.shape[0];
        var counts = cat([values.Starts.narrow(0, 1, rowCount - 1), tensor(new[] { values.Indices.shape[0] }, device: rows.device)], 0) - values.Starts;
        var rowOfValue = TensorArithmetic.Indices(rowCount, rows.device).repeat_interleave(counts);
        var sums = zeros([rowCount, rows.shape[1]], device: rows.device).PlusRows(rowOfValue, rows);
        return sums / counts.to(ScalarType.Float32).unsqueeze(1);
    }

    /// <summary>Computes sums and sums of squares over numeric fields as two products, so that no field has a vector of its own in memory.</summary>
    private Tensor Pair(Tensor numbers, Tensor[] embeddings)
    {
        var table = _table!.Weight;
        var sum = embeddings.Aggregate(numbers.matmul(table), TensorArithmetic.Plus);
        var squares = embeddings.Aggregate(numbers.Squared().matmul(table.Squared()), (sum, embedding) => sum.Plus(embedding.Squared()));
        return cat([sum, (sum.Squared() - squares).sum(1, keepdim: true).Over(2)], 1);
    }

    private static Tensor Mix(Tensor gate, Tensor[] experts)
        => gate.softmax(1).unsqueeze(1).bmm(stack(experts, 1)).squeeze(1);

    private Tensor Attend(Tensor tokens, int width)
    {
        var (values, keys, queries) = (_maps[0].Forward(tokens), _maps[1].Forward(tokens), _maps[2].Forward(tokens));
        var shares = (keys * queries).sum(2).Over(Math.Sqrt(width)).softmax(1);
        return (shares.unsqueeze(2) * values).sum(1);
    }
}
