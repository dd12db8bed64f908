using System.Numerics;
using Microsoft.ML.Trainers.FastTree;

namespace ShortVideo.Policies;

/// <summary>
/// Scores pairs of a state and a video with boosted trees, fast enough for every state with every video, which are tens of millions of pairs. The leaves
/// of a tree are bits. Each split that a row fails clears the leaves of its left branch, and the lowest remaining bit is the leaf that the row reaches
/// (QuickScorer; Lucchese et al., 2015). Every split tests a feature either of the state or of the video, so both sides clear their bits once and
/// independently. A pair then takes one AND and one lookup for each tree.
/// </summary>
internal sealed class PairwiseTrees
{
    private const int MaximumLeaves = 32;

    private readonly Tree[] _trees;
    private readonly float _bias;
    private readonly int _stateWidth;

    /// <param name="ensemble">The trees over the features of the state followed by those of the video.</param>
    /// <param name="stateWidth">The number of features of the state.</param>
    public PairwiseTrees(TreeEnsemble<RegressionTree> ensemble, int stateWidth)
    {
        _trees = [.. ensemble.Trees.Zip(ensemble.TreeWeights, (tree, weight) => new Tree(tree, weight))];
        _bias = (float)ensemble.Bias;
        _stateWidth = stateWidth;
    }

    /// <summary>Gets the leaves that a state can reach, by tree.</summary>
    public uint[] StateLeaves(ReadOnlySpan<float> state) => Leaves(state, 0);

    /// <summary>Gets the leaves that each video can reach, by tree.</summary>
    public uint[][] VideoLeaves(IReadOnlyList<float[]> videos)
    {
        uint[][] byVideo = [.. videos.Select(video => Leaves(video, _stateWidth))];
        return [.. Enumerable.Range(0, _trees.Length).Select(tree => byVideo.Select(leaves => leaves[tree]).ToArray())];
    }

    /// <summary>Predicts the label of one state with each of some videos, which are indices of <paramref name="videoLeaves"/>.</summary>
    public void Score(ReadOnlySpan<uint> stateLeaves, uint[][] videoLeaves, ReadOnlySpan<int> videos, Span<float> scores)
    {
        scores.Fill(_bias);
        for (var tree = 0; tree < _trees.Length; tree++)
        {
            var (allowed, values, byVideo) = (stateLeaves[tree], _trees[tree].LeafValues, videoLeaves[tree]);
            for (var place = 0; place < videos.Length; place++)
                scores[place] += values[BitOperations.TrailingZeroCount(allowed & byVideo[videos[place]])];
        }
    }

    private uint[] Leaves(ReadOnlySpan<float> features, int firstFeature)
    {
        var leaves = new uint[_trees.Length];
        for (var tree = 0; tree < leaves.Length; tree++)
        {
            leaves[tree] = uint.MaxValue;
            foreach (var (feature, threshold, leftLeaves) in _trees[tree].Tests)
            {
                var index = feature - firstFeature;
                if (index >= 0 && index < features.Length && features[index] > threshold)
                    leaves[tree] &= ~leftLeaves;
            }
        }
        return leaves;
    }

    private sealed class Tree
    {
        private readonly List<(int Feature, float Threshold, uint LeftLeaves)> _tests = [];
        private readonly List<float> _leafValues = [];

        public Tree(RegressionTree tree, double weight)
        {
            if (tree.NumberOfLeaves > MaximumLeaves)
            {
                throw new NotSupportedException(
                    $"A tree has {tree.NumberOfLeaves} leaves, but the largest number is {MaximumLeaves}. Train with a lower NumberOfLeaves.");
            }
            Visit(tree, tree.NumberOfNodes > 0 ? 0 : ~0, weight);
            LeafValues = [.. _leafValues];
        }

        public IReadOnlyList<(int Feature, float Threshold, uint LeftLeaves)> Tests => _tests;

        public float[] LeafValues { get; }

        /// <summary>Numbers the leaves from left to right. A child below zero is the bitwise complement of a leaf.</summary>
        private void Visit(RegressionTree tree, int node, double weight)
        {
            if (node < 0)
            {
                _leafValues.Add((float)(tree.LeafValues[~node] * weight));
                return;
            }
            var first = _leafValues.Count;
            Visit(tree, tree.LeftChild[node], weight);
            var leftLeaves = (uint)((1UL << _leafValues.Count) - (1UL << first));
            _tests.Add((tree.NumericalSplitFeatureIndexes[node], tree.NumericalSplitThresholds[node], leftLeaves));
            Visit(tree, tree.RightChild[node], weight);
        }
    }
}
