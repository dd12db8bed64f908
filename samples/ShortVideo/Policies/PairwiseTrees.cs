using System.Numerics;
using Microsoft.ML.Trainers.FastTree;

namespace ShortVideo.Policies;

/// <summary>
/// Boosted trees over pairs of a state and a video, for scoring every state with every video: tens of millions of pairs.
/// A tree's leaves are bits; each test that a row fails clears the leaves of its left branch, and the lowest bit left is the leaf that is reached
/// (QuickScorer; Lucchese et al., 2015). Every test looks at the state or at the video, so both sides clear their bits once, alone, and a pair costs a tree
/// one AND and one look-up.
/// </summary>
internal sealed class PairwiseTrees
{
    private const int MaximumLeaves = 32;

    private readonly Tree[] _trees;
    private readonly float _bias;
    private readonly int _stateWidth;

    /// <param name="ensemble">Trees over the state's features followed by the video's.</param>
    /// <param name="stateWidth">Number of the state's features.</param>
    public PairwiseTrees(TreeEnsemble<RegressionTree> ensemble, int stateWidth)
    {
        _trees = [.. ensemble.Trees.Zip(ensemble.TreeWeights, (tree, weight) => new Tree(tree, weight))];
        _bias = (float)ensemble.Bias;
        _stateWidth = stateWidth;
    }

    /// <summary>Leaves that a state allows, per tree.</summary>
    public uint[] StateLeaves(ReadOnlySpan<float> state) => Leaves(state, 0);

    /// <summary>Leaves that each video allows, per tree.</summary>
    public uint[][] VideoLeaves(IReadOnlyList<float[]> videos)
    {
        uint[][] byVideo = [.. videos.Select(video => Leaves(video, _stateWidth))];
        return [.. Enumerable.Range(0, _trees.Length).Select(tree => byVideo.Select(leaves => leaves[tree]).ToArray())];
    }

    /// <summary>Predictions for one state with each video.</summary>
    public void Score(ReadOnlySpan<uint> stateLeaves, uint[][] videoLeaves, Span<float> scores)
    {
        scores.Fill(_bias);
        for (var tree = 0; tree < _trees.Length; tree++)
        {
            var (allowed, values, byVideo) = (stateLeaves[tree], _trees[tree].LeafValues, videoLeaves[tree]);
            for (var video = 0; video < scores.Length; video++)
                scores[video] += values[BitOperations.TrailingZeroCount(allowed & byVideo[video])];
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
                throw new NotSupportedException($"A tree has {tree.NumberOfLeaves} leaves; at most {MaximumLeaves} fit into a word.");
            Visit(tree, tree.NumberOfNodes > 0 ? 0 : ~0, weight);
            LeafValues = [.. _leafValues];
        }

        public IReadOnlyList<(int Feature, float Threshold, uint LeftLeaves)> Tests => _tests;

        public float[] LeafValues { get; }

        /// <summary>Numbers leaves from left to right; children below zero are complements of leaves.</summary>
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
