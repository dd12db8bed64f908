using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using ShortVideo.Features;

namespace ShortVideo.Policies;

/// <summary>
/// Ranks by a boosted-tree regression of the label on the state and the video, which is the usual method. The trees have no probabilities. A softmax over
/// the scores of the candidates, or of the whole catalog if a log has none, makes them a policy, one for each temperature.
/// </summary>
internal sealed class TreeRanker
{
    private readonly MLContext _ml;
    private readonly PairwiseTrees _trees;
    private readonly uint[][] _videoLeaves;
    private readonly Dictionary<long, int> _videoIndices;
    private readonly long[] _catalog;

    private TreeRanker(MLContext ml, PairwiseTrees trees, CatalogRow[] catalog)
    {
        (_ml, _trees) = (ml, trees);
        _videoLeaves = trees.VideoLeaves([.. catalog.Select(video => video.VideoFeatures)]);
        _catalog = [.. catalog.Select(video => video.VideoId)];
        _videoIndices = _catalog.Index().ToDictionary(video => video.Item, video => video.Index);
    }

    /// <param name="ml">The context.</param>
    /// <param name="training">The prepared rows.</param>
    /// <param name="catalog">The videos of the catalog.</param>
    public static TreeRanker Fit(MLContext ml, IDataView training, IDataView catalog)
    {
        var pipeline = ml.Transforms.Concatenate("Pair", "Features", nameof(LogRow.VideoFeatures)).Append(ml.Regression.Trainers.FastTree(Options("Pair")));
        var model = pipeline.Fit(training).LastTransformer.Model;
        var stateWidth = ((VectorDataViewType)training.Schema["Features"].Type).Size;
        return new(ml, new(model.TrainedTreeEnsemble, stateWidth), [.. ml.Data.CreateEnumerable<CatalogRow>(catalog, reuseRowObject: false)]);
    }

    public static FastTreeRegressionTrainer.Options Options(string features) => new()
    {
        LabelColumnName = nameof(LogRow.LogWatchTime),
        FeatureColumnName = features,
        NumberOfTrees = 100,
        NumberOfLeaves = 20,
        MinimumExampleCountPerLeaf = 50,
        LearningRate = 0.1,
    };

    /// <summary>Computes the <c>Probability</c> of the logged video of each row, for each temperature.</summary>
    public IReadOnlyList<IDataView> Score(IDataView rows, IReadOnlyList<float> temperatures)
    {
        // The only missing column is the probability, which is computed here.
        LoggedRow[] logged = [.. _ml.Data.CreateEnumerable<LoggedRow>(rows, reuseRowObject: false, ignoreMissingColumns: true)];
        var probabilities = new float[logged.Length][];
        Parallel.For(0, logged.Length, row =>
        {
            var candidates = logged[row].Candidates is { Length: > 0 } retrieved ? retrieved : _catalog;
            var scores = Score(logged[row].Features, candidates);
            var (scratch, shown) = (new float[scores.Length], Array.IndexOf(candidates, logged[row].VideoId));
            probabilities[row] = [.. temperatures.Select(temperature =>
            {
                Softmax(scores, temperature, scratch);
                return scratch[shown];
            })];
        });
        return [.. temperatures.Select(
            (_, index) => _ml.Data.LoadFromEnumerable(logged.Select((row, i) => row with { Probability = probabilities[i][index] })))];
    }

    /// <summary>Computes the probability of each candidate in a state, at a temperature.</summary>
    public float[] Distribution(ReadOnlySpan<float> features, IReadOnlyList<long> candidates, float temperature)
    {
        var probabilities = Score(features, candidates);
        Softmax(probabilities, temperature, probabilities);
        return probabilities;
    }

    private float[] Score(ReadOnlySpan<float> features, IReadOnlyList<long> candidates)
    {
        var scores = new float[candidates.Count];
        _trees.Score(_trees.StateLeaves(features), _videoLeaves, [.. candidates.Select(video => _videoIndices[video])], scores);
        return scores;
    }

    private static void Softmax(ReadOnlySpan<float> scores, float temperature, Span<float> probabilities)
    {
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max(scores), probabilities);
        TensorPrimitives.Divide(probabilities, temperature, probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<float>(probabilities), probabilities);
    }
}
