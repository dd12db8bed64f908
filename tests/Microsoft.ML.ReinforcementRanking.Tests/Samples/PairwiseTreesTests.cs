using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class PairwiseTreesTests
{
    private const int StateWidth = 3;

    [Fact]
    public void Score_EveryCandidate_EqualsTheModelsOwnPrediction()
    {
        var random = new Random(1);
        float[] Vector(int width) => [.. Enumerable.Range(0, width).Select(_ => random.NextSingle())];
        var ml = new MLContext(1);
        Pair[] rows = [.. Enumerable.Range(0, 2000).Select(_ => Vector(5)).Select(x => new Pair { Features = x, Label = x[0] * x[3] + (x[1] > x[4] ? 1 : 0) })];
        var model = ml.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options { NumberOfTrees = 20, NumberOfLeaves = 32 })
            .Fit(ml.Data.LoadFromEnumerable(rows));
        float[][] states = [.. Enumerable.Range(0, 20).Select(_ => Vector(StateWidth))];
        float[][] videos = [.. Enumerable.Range(0, 30).Select(_ => Vector(5 - StateWidth))];

        var trees = new PairwiseTrees(model.Model.TrainedTreeEnsemble, StateWidth);
        var videoLeaves = trees.VideoLeaves(videos);
        int[] candidates = [29, 3, 0, 17];
        var scores = new float[candidates.Length];

        foreach (var state in states)
        {
            trees.Score(trees.StateLeaves(state), videoLeaves, candidates, scores);

            var pairs = ml.Data.LoadFromEnumerable(candidates.Select(video => new Pair { Features = [.. state, .. videos[video]] }));
            scores.Should().Equal(model.Transform(pairs).GetColumn<float>("Score"), (score, expected) => Math.Abs(score - expected) < 1e-5);
        }
    }

    [Fact]
    public void Create_TreesWithMoreLeavesThanBits_AreRefused()
    {
        var random = new Random(1);
        var ml = new MLContext(1);
        Pair[] rows = [.. Enumerable.Range(0, 2000).Select(_ => random.NextSingle()).Select(x => new Pair { Features = [x, 0, 0, 0, 0], Label = x })];
        var model = ml.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options { NumberOfTrees = 1, NumberOfLeaves = 40 })
            .Fit(ml.Data.LoadFromEnumerable(rows));

        FluentActions.Invoking(() => new PairwiseTrees(model.Model.TrainedTreeEnsemble, StateWidth)).Should().Throw<NotSupportedException>()
            .WithMessage("A tree has 40 leaves*");
    }

    private sealed class Pair
    {
        [VectorType(5)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
