namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Represents one value of a network: a vector of <paramref name="Width"/> floats that is computed from earlier nodes.</summary>
internal abstract record PlanNode(int Width)
{
    /// <summary>Gets the nodes that it reads.</summary>
    public virtual IReadOnlyList<int> Sources => [];

    /// <summary>
    /// Gets whether the weights are 0 when training starts, as they may be in a linear part. A feature that no training row has then contributes nothing.
    /// The value is not saved in the model file.
    /// </summary>
    public bool StartsAtZero { get; init; }

    /// <summary>Returns the node with each source renumbered.</summary>
    public virtual PlanNode At(Func<int, int> renumber) => this;

    /// <summary>Returns whether sources of the given widths are what the node needs.</summary>
    public virtual bool Fits(IReadOnlyList<int> widths) => true;

    /// <summary>Returns the numbers of rows and columns of each weight array. A bias has one column.</summary>
    public virtual IReadOnlyList<(int Rows, int Columns)> WeightShapes(IReadOnlyList<int> widths) => [];

    /// <summary>Returns about how many numbers are read and written to compute the value from sources of the given widths.</summary>
    public virtual double Operations(IReadOnlyList<int> widths)
        => Width + widths.Sum(width => (double)width) + WeightShapes(widths).Sum(shape => (double)shape.Rows * shape.Columns);

    /// <summary>Returns the shapes of the matrix and the bias of an affine map.</summary>
    protected static IReadOnlyList<(int Rows, int Columns)> Affine(int inputs, int outputs) => [(outputs, inputs), (outputs, 1)];
}

/// <summary>Represents the input vector, which is always node 0 and only there.</summary>
internal sealed record InputNode(int Width) : PlanNode(Width);

/// <summary>Represents <c>activation(W x + b)</c> of node <paramref name="From"/>. W is a matrix of Width rows and as many columns as From is wide.</summary>
internal sealed record DenseNode(int From, int Width, Activation Activation) : PlanNode(Width)
{
    public override IReadOnlyList<int> Sources => [From];

    public override PlanNode At(Func<int, int> renumber) => this with { From = renumber(From) };

    public override bool Fits(IReadOnlyList<int> widths) => Enum.IsDefined(Activation);

    public override IReadOnlyList<(int Rows, int Columns)> WeightShapes(IReadOnlyList<int> widths) => Affine(widths[0], Width);
}

/// <summary>Represents the values from <paramref name="Start"/> up to, but not including, Start + Width of node <paramref name="From"/>.</summary>
internal sealed record SliceNode(int From, int Start, int Width) : PlanNode(Width)
{
    public override IReadOnlyList<int> Sources => [From];

    public override PlanNode At(Func<int, int> renumber) => this with { From = renumber(From) };

    public override bool Fits(IReadOnlyList<int> widths) => Start >= 0 && (long)Start + Width <= widths[0];
}

/// <summary>
/// Represents the mean of the embeddings of a categorical field's values in the row. The table has Count rows and Width columns, and its row 0 belongs to
/// unknown values.
/// </summary>
internal sealed record EmbeddingNode(int Field, int Count, int Width) : PlanNode(Width)
{
    /// <summary>
    /// Gets, for each value, the share that its own vector has in its embedding while the network is trained. The rest is the share of the vector of unknown
    /// values. If it is null, the vectors are the embeddings. The value is not saved in the model file, whose table has the embeddings.
    /// </summary>
    public float[]? OwnShares { get; init; }

    public override bool Fits(IReadOnlyList<int> widths) => Field >= 0 && Count > 0;

    public override IReadOnlyList<(int Rows, int Columns)> WeightShapes(IReadOnlyList<int> widths) => [(Count, Width)];
}

/// <summary>Represents the concatenation of several nodes.</summary>
internal sealed record ConcatNode(IReadOnlyList<int> Parts, int Width) : PlanNode(Width)
{
    public override IReadOnlyList<int> Sources => Parts;

    public override PlanNode At(Func<int, int> renumber) => this with { Parts = [.. Parts.Select(renumber)] };

    public override bool Fits(IReadOnlyList<int> widths) => widths.Sum(width => (long)width) == Width;
}

/// <summary>Represents the sum of nodes of equal width, value by value.</summary>
internal sealed record SumNode(IReadOnlyList<int> Parts, int Width) : PlanNode(Width)
{
    public override IReadOnlyList<int> Sources => Parts;

    public override PlanNode At(Func<int, int> renumber) => this with { Parts = [.. Parts.Select(renumber)] };

    public override bool Fits(IReadOnlyList<int> widths) => widths.Count > 0 && widths.All(width => width == Width);
}

/// <summary>
/// Represents the pairs of a factorization machine (Rendle, "Factorization Machines", ICDM 2010). Every field has a vector e_f of Width − 1 values. The
/// node's value is their sum <c>Σ e_f</c>, followed by the number <c>Σ_{f&lt;g} e_f · e_g = ½ (‖Σ e_f‖² − Σ ‖e_f‖²)</c>. The fields are the values of
/// node <paramref name="Numbers"/>, each of which is multiplied by its row of the table [width of Numbers, Width − 1], and the nodes
/// <paramref name="Embeddings"/>, whose vectors are used as they are.
/// </summary>
internal sealed record FactorizationMachineNode(int Numbers, IReadOnlyList<int> Embeddings, int Width) : PlanNode(Width)
{
    public override IReadOnlyList<int> Sources => [Numbers, .. Embeddings];

    public override PlanNode At(Func<int, int> renumber) => this with { Numbers = renumber(Numbers), Embeddings = [.. Embeddings.Select(renumber)] };

    public override bool Fits(IReadOnlyList<int> widths) => Width > 1 && widths.Skip(1).All(width => width == Width - 1);

    public override IReadOnlyList<(int Rows, int Columns)> WeightShapes(IReadOnlyList<int> widths) => [(widths[0], Width - 1)];
}

/// <summary>Represents a gated mixture of experts, <c>Σ softmax(g)_e · x_e</c>. The gate <paramref name="Gate"/> has one logit per expert.</summary>
internal sealed record MixtureNode(int Gate, IReadOnlyList<int> Experts, int Width) : PlanNode(Width)
{
    public override IReadOnlyList<int> Sources => [Gate, .. Experts];

    public override PlanNode At(Func<int, int> renumber) => this with { Gate = renumber(Gate), Experts = [.. Experts.Select(renumber)] };

    public override bool Fits(IReadOnlyList<int> widths) => widths[0] == Experts.Count && widths.Skip(1).All(width => width == Width);
}

/// <summary>
/// Represents attention over a few tokens of equal width (AITM, docs/equations-rmtl.md (13)): <c>Σ softmax(K t · Q t / √Width)_t · V t</c>, where V, K
/// and Q are affine maps that the tokens share.
/// </summary>
internal sealed record AttentionNode(IReadOnlyList<int> Tokens, int Width) : PlanNode(Width)
{
    public override IReadOnlyList<int> Sources => Tokens;

    public override PlanNode At(Func<int, int> renumber) => this with { Tokens = [.. Tokens.Select(renumber)] };

    public override bool Fits(IReadOnlyList<int> widths) => widths.Count > 0 && widths.All(width => width == Width);

    public override IReadOnlyList<(int Rows, int Columns)> WeightShapes(IReadOnlyList<int> widths)
        => [.. Affine(Width, Width), .. Affine(Width, Width), .. Affine(Width, Width)];

    // The maps are applied to each token.
    public override double Operations(IReadOnlyList<int> widths) => widths.Count * base.Operations([]);
}

/// <summary>
/// Represents the logit of the product of two probabilities that are given by their logits a and b (ESMM, docs/equations-rmtl.md (11)). It is
/// <c>−log(e^−a + e^−b + e^(−a−b))</c>, because <c>1/(σ(a) σ(b)) = (1 + e^−a)(1 + e^−b)</c>.
/// </summary>
internal sealed record ConjunctionNode(int First, int Second) : PlanNode(1)
{
    public override IReadOnlyList<int> Sources => [First, Second];

    public override PlanNode At(Func<int, int> renumber) => new ConjunctionNode(renumber(First), renumber(Second));

    public override bool Fits(IReadOnlyList<int> widths) => widths.All(width => width == 1);
}

/// <summary>Specifies the function that a dense node applies to its sums. The numbers are part of the model file.</summary>
internal enum Activation : byte
{
    None = 0,
    Relu = 1,

    /// <summary>The function <c>−log(1 + e^x)</c>, whose value is never above 0 and which always has a gradient.</summary>
    NegativeSoftplus = 2,
}
