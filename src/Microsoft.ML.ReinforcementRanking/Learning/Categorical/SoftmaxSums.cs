using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Computes sums over the candidates of softmaxes whose logits are products of two vectors. All logits of a batch would be [rows, candidates], which is more
/// memory than a processor's cache, and which the system would map anew in every step. They are therefore computed for a block of rows at a time, in memory
/// that the next block uses again (docs/decisions/0017-sums-over-a-catalog.md).
/// </summary>
internal static class SoftmaxSums
{
    /// <summary>The number of logits of a block. They have 2 MB, and blocks of a quarter to twice this size are about as fast.</summary>
    private const long LogitsPerBlock = 1 << 19;

    /// <summary>The numbers of the vectors that are looked up for a block. They have 0.5 MB.</summary>
    private const long NumbersPerLookUp = 1 << 17;

    /// <summary>The number of which the rows of a block are a multiple, because matrix products of fewer rows are slow.</summary>
    private const long RowMultiple = 16;

    /// <summary>Computes the means of the candidates' values, of shape [candidates, width].</summary>
    public static SoftmaxMeans Means(Tensor values, SoftmaxLogits softmax)
    {
        using var noGrad = no_grad();
        var means = softmax.NewRows(values.shape[1]);
        var normalizers = softmax.NewRows();
        ForEachBlock(softmax, (rows, logits) =>
        {
            var probabilities = logits.softmax(1);
            rows.SetToSums(means, probabilities, values);
            rows.Of(normalizers).copy_(LogNormalizers(logits, probabilities));
        });
        return new(means, normalizers);
    }

    /// <summary>Computes log Σ exp of the logits. The shape is [rows].</summary>
    public static Tensor LogNormalizers(SoftmaxLogits softmax)
    {
        using var noGrad = no_grad();
        var normalizers = softmax.NewRows();
        ForEachBlock(softmax, (rows, logits) => rows.Of(normalizers).copy_(LogNormalizers(logits, logits.softmax(1))));
        return normalizers;
    }

    /// <summary>Computes log Σ exp of the logits of all candidates but those that are the row's own action. The shape is [rows].</summary>
    /// <param name="actions">The rows' own actions, of shape [rows].</param>
    /// <param name="indices">The candidates, of shape [candidates].</param>
    /// <param name="softmax">The logits.</param>
    public static Tensor LogNormalizersWithout(Tensor actions, Tensor indices, SoftmaxLogits softmax)
    {
        using var noGrad = no_grad();
        var normalizers = softmax.NewRows();
        ForEachBlock(softmax, (rows, logits) =>
        {
            var own = indices.unsqueeze(0).eq(rows.Of(actions).unsqueeze(1));
            rows.Of(normalizers).copy_(logits.Masked(own, double.NegativeInfinity).logsumexp(1));
        });
        return normalizers;
    }

    /// <summary>
    /// Computes the weighted mean over rows of log Σ exp of the logits less a share of the mean logit, with a gradient. The gradient is known: that of the
    /// first is the mean action vector for a state vector, and the sum of the state vectors times their probabilities for an action vector.
    /// </summary>
    /// <param name="softmax">The logits, whose candidates are not a sample.</param>
    /// <param name="meanShare">The factor of the mean logit, which is 0 if all rows have the same candidates.</param>
    /// <param name="rowWeights">The weights of the rows, or null.</param>
    public static Tensor MeanLogNormalizer(SoftmaxLogits softmax, double meanShare, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var (vectors, actions, candidates) = softmax;
        softmax = new(vectors.detach(), actions.detach(), candidates);
        var (normalizers, vectorGradients, actionGradients) = (softmax.NewRows(), zeros_like(softmax.Vectors), zeros_like(softmax.Actions));
        using (no_grad())
        {
            var shares = Losses.Shares(normalizers, rowWeights).unsqueeze(1);
            var weighted = softmax.Vectors * shares;
            // What belongs to an action is summed over all rows at once, if it is looked up.
            var members = candidates.Sets?.Members is { } columns ? empty(columns.shape, dtype: vectors.dtype, device: vectors.device) : null;
            ForEachBlock(softmax, (rows, logits) =>
            {
                var probabilities = logits.softmax(1);
                rows.Of(normalizers).copy_(LogNormalizers(logits, probabilities));
                if (meanShare != 0)
                {
                    rows.Of(normalizers).sub_(rows.Candidates.MeanOf(logits).Times(meanShare));
                    probabilities.sub_(rows.Candidates.Sets!.Shares.Times(meanShare));
                }
                rows.SetToSums(vectorGradients, probabilities, softmax.Actions);
                if (members is null)
                    actionGradients.AddProduct(probabilities.t(), rows.Of(weighted));
                else
                    rows.Of(members).copy_(probabilities);
            });
            if (members is not null)
                actionGradients = candidates.Sets!.SumsOfRows(members, weighted, actions.shape[0]);
            vectorGradients.mul_(shares);
        }
        // A number with the value 0 and the gradients that the mean has.
        var gradients = (vectors * vectorGradients).sum().Plus((actions * actionGradients).sum());
        return Losses.Mean(normalizers, rowWeights).Plus(gradients - gradients.detach()).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the mean over rows of the variance of v · u over the candidates' vectors v under a softmax, one number.</summary>
    public static Tensor MeanVariance(Tensor vectors, Tensor actions, SoftmaxLogits softmax)
    {
        var sums = softmax.NewRows();
        ForEachBlock(softmax, (rows, logits) =>
        {
            var probabilities = logits.softmax(1);
            // The logits are not needed any more.
            var values = rows.Products(logits, vectors, actions);
            values.sub_((values * probabilities).sum(1, keepdim: true));
            rows.Of(sums).copy_(values.mul_(values).mul_(probabilities).sum(1));
        });
        return Losses.Mean(sums, null);
    }

    /// <summary>
    /// Computes the same mean where the candidates have the same probabilities in all rows. The variance of v · u is then uᵀ C u with the covariance C of v,
    /// and no number is computed for a row and a candidate.
    /// </summary>
    /// <param name="vectors">The vectors u, of shape [rows, width].</param>
    /// <param name="actions">The vectors v, of shape [candidates, width].</param>
    /// <param name="logits">The logits of the candidates, of shape [candidates], or null for equal probabilities.</param>
    public static Tensor MeanVarianceOfSharedSoftmax(Tensor vectors, Tensor actions, Tensor? logits)
    {
        var probabilities = (logits ?? zeros(actions.shape[0], dtype: actions.dtype, device: actions.device)).softmax(0).unsqueeze(1);
        var centered = actions - (actions * probabilities).sum(dim: 0);
        var covariance = centered.t().matmul(centered * probabilities);
        var counted = JointBatch.Counted(vectors, 0);
        return (covariance * counted.t().matmul(counted)).sum().Over(JointBatch.Current?.Rows.Length ?? vectors.shape[0]);
    }

    // A softmax is faster than log Σ exp. Its largest probability is at least 1 over the number of candidates, so that its logarithm is exact.
    private static Tensor LogNormalizers(Tensor logits, Tensor probabilities) => logits.amax([1]) - probabilities.amax([1]).log();

    /// <summary>Computes the logits before their correction, with a gradient. The shape is [rows, columns].</summary>
    public static Tensor Logits(SoftmaxLogits softmax)
    {
        if (softmax.Candidates.Sets?.Members is null)
            return softmax.Vectors.matmul(softmax.Actions.t());
        using var scope = NewDisposeScope();
        return cat([.. Blocks(softmax).Select(rows => RowSets.Products(rows.Of(softmax.Vectors), rows.LookUp(softmax.Actions)))]).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the means of the candidates' values for given probabilities, of shape [rows, columns].</summary>
    public static Tensor Means(Tensor values, Tensor probabilities, CandidateSet candidates)
    {
        if (candidates.Sets?.Members is null)
            return probabilities.matmul(values);
        using var scope = NewDisposeScope();
        return cat([.. Blocks(new(probabilities, values, candidates)).Select(rows => RowSets.Sums(rows.Of(probabilities), rows.LookUp(values)))])
            .MoveToOuterDisposeScope();
    }

    private static void ForEachBlock(SoftmaxLogits softmax, Action<RowRange, Tensor> use)
    {
        using var scope = NewDisposeScope();
        RowRange[] blocks = [.. Blocks(softmax)];
        var columns = softmax.CountColumns();
        var memory = softmax.NewRows(blocks[0].Count, columns);
        // The products of a block are the largest operations of a step, and are worth more threads than the others.
        using var threads = IntraOpThreads.ForOperations((double)blocks[0].Count * columns * softmax.Actions.shape[1]);
        foreach (var rows in blocks)
        {
            using var block = NewDisposeScope();
            var logits = rows.Products(memory.narrow(0, 0, rows.Count), softmax.Vectors, softmax.Actions);
            use(rows, rows.Candidates.Correct(logits));
        }
    }

    private static IEnumerable<RowRange> Blocks(SoftmaxLogits softmax)
    {
        var (rowCount, columns) = (softmax.Vectors.shape[0], softmax.CountColumns());
        // The vectors of members that are looked up should stay in the cache of a core.
        var size = softmax.Candidates.Sets?.Members is null
            ? Math.Max(RowMultiple, LogitsPerBlock / columns / RowMultiple * RowMultiple)
            : Math.Max(1, NumbersPerLookUp / (columns * Math.Max(1, softmax.Actions.shape[1])));
        for (long start = 0; start < rowCount; start += size)
        {
            var count = Math.Min(size, rowCount - start);
            yield return new(start, count, softmax.Candidates.OfRows(start, count));
        }
    }

    /// <summary>Represents the rows of a block. Vectors of members are looked up once in a block, for all of its sums.</summary>
    private sealed record RowRange(long Start, long Count, CandidateSet Candidates)
    {
        private (Tensor Actions, Tensor Members)? _lookedUp;

        public Tensor Of(Tensor tensor) => tensor.narrow(0, Start, Count);

        public Tensor LookUp(Tensor actions)
        {
            if (_lookedUp is not { } last || !ReferenceEquals(last.Actions, actions))
                _lookedUp = last = (actions, Candidates.Sets!.LookUp(actions));
            return last.Members;
        }

        /// <summary>Computes products of vectors, in the given memory where nothing is looked up.</summary>
        public Tensor Products(Tensor memory, Tensor vectors, Tensor actions)
            => Candidates.Sets?.Members is null ? memory.SetToProduct(Of(vectors), actions.t()) : RowSets.Products(Of(vectors), LookUp(actions));

        /// <summary>Sets the rows of a tensor to the sums over candidates of probability times value.</summary>
        public void SetToSums(Tensor sums, Tensor probabilities, Tensor values)
        {
            if (Candidates.Sets?.Members is null)
                Of(sums).SetToProduct(probabilities, values);
            else
                Of(sums).copy_(RowSets.Sums(probabilities, LookUp(values)));
        }
    }
}

/// <summary>Represents the logits of candidates in the states of rows, as products.</summary>
/// <param name="Vectors">The vectors of the states, of shape [rows, width].</param>
/// <param name="Actions">The vectors of the candidates, of shape [candidates, width].</param>
/// <param name="Candidates">The candidates.</param>
internal readonly record struct SoftmaxLogits(Tensor Vectors, Tensor Actions, CandidateSet Candidates)
{
    /// <summary>Returns the number of columns of the logits.</summary>
    public long CountColumns() => Candidates.CountColumns((int)Actions.shape[0]);

    /// <summary>Creates a tensor with one number per row, which the caller sets.</summary>
    public Tensor NewRows() => empty([Vectors.shape[0]], dtype: Vectors.dtype, device: Vectors.device);

    /// <summary>Creates a tensor with one vector per row, which the caller sets.</summary>
    public Tensor NewRows(long width) => NewRows(Vectors.shape[0], width);

    /// <summary>Creates a tensor of the same kind, which the caller sets.</summary>
    public Tensor NewRows(long rows, long width) => empty([rows, width], dtype: Vectors.dtype, device: Vectors.device);
}

/// <summary>Contains means over the candidates under a softmax.</summary>
/// <param name="Vectors">The means of the candidates' vectors, of shape [rows, width].</param>
/// <param name="LogNormalizers">The logarithm of Σ exp of the logits, of shape [rows].</param>
internal sealed record SoftmaxMeans(Tensor Vectors, Tensor LogNormalizers)
{
    /// <summary>Gets the columns of <see cref="JointTowers"/> that the vectors are.</summary>
    public ColumnRange Columns { get; init; }
}
