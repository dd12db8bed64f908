using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents the embeddings of states and candidates by several two-tower networks, side by side. A weighted sum of the networks is then one two-tower
/// function, f(s, a) = u(s) · v(a) + c(s). The vector v holds the action vectors and offsets of all networks, and u their state vectors times their factors.
/// Action features that networks match with the state are columns that these networks share.
/// </summary>
internal sealed class JointTowers
{
    private readonly List<Columns> _columns = [];
    private readonly Dictionary<TwoTowerNetwork, Tensor> _offsets = [];
    private readonly CandidateSet _candidates;
    private readonly Tensor _actions;

    /// <summary>Embeds states and candidates by all networks of weighted sums. The embeddings belong to the caller's dispose scope.</summary>
    /// <param name="parts">The networks of all sums, whose factors do not matter here. The networks of a sum should follow each other.</param>
    /// <param name="states">The states, of shape [rows, features].</param>
    /// <param name="candidates">The actions.</param>
    public JointTowers(IEnumerable<WeightedNetwork> parts, Tensor states, CandidateSet candidates)
    {
        _candidates = candidates;
        foreach (var network in parts.Select(part => part.Network).Distinct())
            Embed(network, states);
        _actions = cat([.. _columns.Select(columns => columns.Actions)], 1);
    }

    /// <summary>Computes a sum for every candidate. The shape is [rows, columns].</summary>
    public Tensor Scores(IReadOnlyList<WeightedNetwork> sum)
    {
        using var scope = NewDisposeScope();
        return SoftmaxSums.Logits(new(Vectors(sum), _actions, _candidates)).Plus(Offsets(sum).unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the means of action vectors under the softmax of a sum over the candidates, without a gradient.</summary>
    /// <param name="logits">The sum that the logits are.</param>
    /// <param name="valued">The networks whose action vectors are needed, for <see cref="MeanValues"/> of their sums.</param>
    public SoftmaxMeans Means(IReadOnlyList<WeightedNetwork> logits, IReadOnlyList<WeightedNetwork> valued)
    {
        var (used, needed) = RangesOf(logits, valued);
        var actions = used.Of(_actions);
        var values = used == needed ? actions : needed.Of(_actions);
        return SoftmaxSums.Means(values, new(used.Of(Vectors(logits)), actions, _candidates)) with { Columns = needed };
    }

    /// <summary>Computes the same means for given logits, of shape [rows, columns].</summary>
    public SoftmaxMeans Means(Tensor logits, IReadOnlyList<WeightedNetwork> valued)
    {
        var (corrected, needed) = (_candidates.Correct(logits), RangeOf(valued));
        return new(SoftmaxSums.Means(needed.Of(_actions), corrected.softmax(1), _candidates), corrected.logsumexp(1)) { Columns = needed };
    }

    /// <summary>Computes the mean of a sum over the candidates. A sum is affine in v, so its mean is its value at the mean of v. The shape is [rows].</summary>
    public Tensor MeanValues(SoftmaxMeans means, IReadOnlyList<WeightedNetwork> sum)
    {
        using var scope = NewDisposeScope();
        return Dot(Vectors(sum), means).Plus(Offsets(sum)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes −Σ π log π of the softmax that the means were computed under. The shape is [rows].</summary>
    public Tensor Entropies(SoftmaxMeans means, IReadOnlyList<WeightedNetwork> logits)
    {
        using var scope = NewDisposeScope();
        return (means.LogNormalizers - Dot(Vectors(logits), means)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the mean over rows of the variance of a sum over the candidates under the softmax of another sum, without a gradient.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="logits">The sum that the logits are, or an empty one for equal probabilities.</param>
    public double MeanVariance(IReadOnlyList<WeightedNetwork> sum, IReadOnlyList<WeightedNetwork> logits)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (own, used) = RangesOf(sum, logits);
        var (vectors, actions) = (own.Of(Vectors(sum)), own.Of(_actions));
        var usedActions = used == own ? actions : used.Of(_actions);
        var variance = logits.Count == 0 && _candidates.Sets is null
            ? SoftmaxSums.MeanVarianceOfSharedSoftmax(vectors, actions, _candidates.Correction)
            : SoftmaxSums.MeanVariance(vectors, actions, new(used.Of(Vectors(logits)), usedActions, _candidates));
        return JointBatch.Sum(variance).item<float>();
    }

    /// <summary>Computes log π(a|s) of each row's own action under the softmax of a sum, without a gradient. The shape is [rows].</summary>
    public Tensor LogProbabilities(IReadOnlyList<WeightedNetwork> logits, Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var vectors = Vectors(logits);
        var softmax = new SoftmaxLogits(vectors, _actions, _candidates);
        if (!_candidates.IsSample)
            return (Own(vectors, actions) - SoftmaxSums.LogNormalizers(softmax)).MoveToOuterDisposeScope();
        // This is a sampled softmax: the row's own action counts once and exactly, whether or not it was drawn.
        var own = WeightedNetwork.ScoreActions(logits, states, actions) - Offsets(logits);
        var others = SoftmaxSums.LogNormalizersWithout(actions, _candidates.Indices!, softmax);
        return (own - logaddexp(own, others)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss of <see cref="Losses.Cloning"/> for the softmax of a sum over candidates that are not a sample, with a gradient.</summary>
    public Tensor CloningLoss(IReadOnlyList<WeightedNetwork> logits, Tensor actions, double floor, Tensor? rowWeights)
    {
        using var scope = NewDisposeScope();
        var vectors = Vectors(logits);
        var (own, softmax) = (Own(vectors, actions), new SoftmaxLogits(vectors, _actions, _candidates));
        // log π is the logit minus the logarithm of the normalizer, and the loss is linear in it. The mean over sets needs a pass over all members.
        var loss = _candidates.Sets is null
            ? Losses.Cloning(own, vectors.matmul(_actions.mean([0])), floor, rowWeights).Plus(SoftmaxSums.MeanLogNormalizer(softmax, 0, rowWeights))
            : Losses.Cloning(own, zeros_like(own), floor, rowWeights).Plus(SoftmaxSums.MeanLogNormalizer(softmax, floor, rowWeights));
        return loss.MoveToOuterDisposeScope();
    }

    private Tensor Own(Tensor vectors, Tensor actions) => (vectors * _actions.index_select(0, _candidates.OwnCandidates(actions))).sum(1);

    private static Tensor Dot(Tensor vectors, SoftmaxMeans means) => (means.Columns.Of(vectors) * means.Vectors).sum(1);

    /// <summary>Computes the vectors u of a sum. The shape is [rows, width].</summary>
    private Tensor Vectors(IReadOnlyList<WeightedNetwork> sum)
    {
        using var scope = NewDisposeScope();
        return cat([.. _columns.Select(columns => columns.Weigh(sum))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the offsets c of a sum. The shape is [rows].</summary>
    private Tensor Offsets(IReadOnlyList<WeightedNetwork> sum) => sum.Select(part => _offsets[part.Network].Times(part.Factor)).Sum();

    /// <summary>Returns the range from the first to the last column that a sum uses.</summary>
    private ColumnRange RangeOf(IReadOnlyList<WeightedNetwork> sum)
    {
        Columns[] used = [.. _columns.Where(columns => columns.AreUsedBy(sum))];
        return used.Length == 0 ? default : new(used[0].Start, used[^1].End - used[0].Start);
    }

    /// <summary>
    /// Returns the ranges of columns that two sums use. If members are looked up, it is one range, so that they are looked up once. The vectors u of a sum are
    /// 0 in columns that it does not use.
    /// </summary>
    private (ColumnRange First, ColumnRange Second) RangesOf(IReadOnlyList<WeightedNetwork> first, IReadOnlyList<WeightedNetwork> second)
    {
        if (_candidates.Sets?.Members is null)
            return (RangeOf(first), RangeOf(second));
        var both = RangeOf([.. first, .. second]);
        return (both, both);
    }

    private void Embed(TwoTowerNetwork network, Tensor states)
    {
        var (embedded, actions) = (network.EmbedStates(states), EmbedCandidates(network));
        var (matched, features) = (network.MatchedWidth, network.MatchedFeatures);
        if (features is not null)
        {
            var shared = _columns.Find(columns => ReferenceEquals(columns.Features, features)) ?? Append(features, actions.narrow(1, 0, matched));
            shared.States.Add(network, embedded.narrow(1, 0, matched));
        }
        var width = embedded.shape[1] - matched;
        var (vectors, offsets) = TwoTowerNetwork.Split(embedded.narrow(1, matched, width));
        // The last column of the actions is their offset b.
        Append(features: null, actions.narrow(1, matched, width)).States.Add(network, cat([vectors, ones_like(offsets).unsqueeze(1)], 1));
        _offsets.Add(network, offsets);
    }

    /// <summary>Embeds the candidates, which are the same on all ranks that share a batch, and so are the units that are dropped.</summary>
    private Tensor EmbedCandidates(TwoTowerNetwork network)
    {
        using var common = JointBatch.Leave();
        return network.EmbedActions(_candidates.Indices);
    }

    private Columns Append(Tensor? features, Tensor actions)
    {
        var columns = new Columns(features, actions, _columns.Count == 0 ? 0 : _columns[^1].End);
        _columns.Add(columns);
        return columns;
    }

    /// <summary>Represents columns of the vectors that belong together.</summary>
    /// <param name="Features">The action features that the columns are, or null for the columns of a network's towers.</param>
    /// <param name="Actions">The columns of the candidates.</param>
    /// <param name="Start">The index of the first column.</param>
    private sealed record Columns(Tensor? Features, Tensor Actions, long Start)
    {
        public long End => Start + Actions.shape[1];

        /// <summary>Gets the columns of the states, for each network that has them.</summary>
        public Dictionary<TwoTowerNetwork, Tensor> States { get; } = [];

        public bool AreUsedBy(IEnumerable<WeightedNetwork> sum) => sum.Any(part => States.ContainsKey(part.Network));

        /// <summary>Computes the columns of a sum's vectors u.</summary>
        public Tensor Weigh(IEnumerable<WeightedNetwork> sum)
        {
            Tensor[] terms = [.. sum.Where(part => States.ContainsKey(part.Network)).Select(part => States[part.Network].Times(part.Factor))];
            return terms.Length > 0 ? terms.Sum() : zeros_like(States.First().Value);
        }
    }
}

/// <summary>Represents neighboring columns of a matrix.</summary>
internal readonly record struct ColumnRange(long Start, long Count)
{
    public Tensor Of(Tensor matrix) => matrix.narrow(1, Start, Count);
}
