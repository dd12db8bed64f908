using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Compares sums of two-tower networks that are evaluated side by side with the networks one by one, for each row and action.</summary>
public sealed class JointTowersTests : IDisposable
{
    private const int Rows = 5, ActionCount = 9, ActionWidth = 3;
    private const double Precision = 1e-5;

    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly Tensor _states = Draws.Normal(Rows, 2 * ActionWidth + 4);
    private readonly Tensor _actions = tensor(new long[] { 8, 0, 3, 3, 7 });
    private readonly TwoTowerNetwork[] _networks;

    public JointTowersTests()
    {
        var features = Draws.Normal(ActionCount, ActionWidth);
        TwoTowerNetwork New(int matchedVectors, PolicyNetwork? network = null) => new TwoTowerNetwork(
            new(StateWidth: 2 * ActionWidth + 4, ActionCount, [5], EmbeddingDimension: 3, Dropout: 0.5, UseActionIdentity: true, matchedVectors)
            { Network = network }, features).Randomized();
        // The first, the second and the fourth share the matched features.
        _networks = [New(2), New(1), New(0), New(2), New(0, new DeepFMNetwork())];
    }

    public static TheoryData<bool> CandidateKinds => [false, true];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(CandidateKinds))]
    public void Scores_SumsThatShareNetworks_AreTheWeightedSums(bool isSample)
    {
        var candidates = NewCandidates(isSample);
        var towers = NewTowers(candidates);

        foreach (var sum in Sums)
            ShouldBe(towers.Scores(sum), Plain(sum, candidates));
    }

    [Theory]
    [MemberData(nameof(CandidateKinds))]
    public void Means_OfTheVectors_GiveTheMeansOfTheValuesAndTheEntropy(bool isSample)
    {
        var candidates = NewCandidates(isSample);
        var towers = NewTowers(candidates);
        foreach (var logits in Sums)
        {
            var probabilities = candidates.Correct(Plain(logits, candidates)).softmax(1);

            var means = towers.Means(logits, [.. Sums.SelectMany(sum => sum)]);

            foreach (var sum in Sums)
                ShouldBe(towers.MeanValues(means, sum), (probabilities * Plain(sum, candidates)).sum(1));
            // The entropy over the catalog: logits are corrected in the normalizer and in the mean only.
            ShouldBe(towers.Entropies(means, logits),
                -(probabilities * SoftmaxPolicy.LogProbabilities(Plain(logits, candidates), candidates)).sum(1));
            ShouldBe(towers.MeanValues(towers.Means(Plain(logits, candidates), Sums[1]), Sums[1]), (probabilities * Plain(Sums[1], candidates)).sum(1));
        }
    }

    [Theory]
    [MemberData(nameof(CandidateKinds))]
    public void MeanVariance_OfASum_IsThatUnderTheSoftmaxOfAnother(bool isSample)
    {
        var candidates = NewCandidates(isSample);
        var towers = NewTowers(candidates);
        foreach (WeightedNetwork[] logits in (WeightedNetwork[][])[.. Sums, []])
        {
            var scores = logits.Length == 0 ? zeros(Rows, ActionCount) : Plain(logits, candidates);
            var probabilities = candidates.Correct(scores).softmax(1);
            foreach (var sum in Sums)
            {
                var values = Plain(sum, candidates);
                var variance = ((values - (values * probabilities).sum(1, keepdim: true)).Squared() * probabilities).sum(1).mean().item<float>();

                towers.MeanVariance(sum, logits).Should().BeApproximately(variance, Precision * Math.Max(1, variance));
            }
        }
    }

    [Theory]
    [MemberData(nameof(CandidateKinds))]
    public void LogProbabilities_OfOwnActions_AreThoseOfTheLogits(bool isSample)
    {
        var candidates = NewCandidates(isSample);
        foreach (var sum in Sums)
        {
            var policy = new FixedSum(sum);

            var own = policy.LogProbability(_states, _actions, candidates);

            ShouldBe(own, policy.LogProbability(_states, _actions, candidates, Plain(sum, candidates)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CloningLoss_WholeCatalog_HasTheValueAndTheGradientsOfAutograd(bool isWeighted)
    {
        const double Floor = 0.1;
        var weights = isWeighted ? Draws.Uniform(Rows) : null;
        var sum = Sums[0];
        Tensor[] parameters = [.. sum.SelectMany(part => part.Network.AllParameters())];

        var loss = NewTowers(CandidateSet.WholeCatalog).CloningLoss(sum, _actions, Floor, weights);

        var logProbabilities = Plain(sum, CandidateSet.WholeCatalog).log_softmax(1);
        var expected = Losses.Cloning(logProbabilities.gather(1, _actions.unsqueeze(1)).squeeze(1), logProbabilities.mean([1]), Floor, weights);
        ShouldBe(loss, expected);
        foreach (var (gradient, plain) in autograd.grad([loss], parameters).Zip(autograd.grad([expected], parameters)))
            ShouldBe(gradient, plain);
    }

    /// <summary>Sums of networks that are not neighbors, one of which is part of each sum twice.</summary>
    private WeightedNetwork[][] Sums =>
    [
        [new(_networks[0], 0.5), new(_networks[1], -2), new(_networks[0], 1)],
        [new(_networks[1], 0.3)],
        [new(_networks[4], 1.5), new(_networks[3], 1), new(_networks[2], 0.7), new(_networks[4], 0.5)],
    ];

    private JointTowers NewTowers(CandidateSet candidates) => new(_networks.Select(network => new WeightedNetwork(network, 0)), _states, candidates);

    private static CandidateSet NewCandidates(bool isSample)
        => isSample ? new(tensor(new long[] { 3, 3, 0, 5, 8, 1, 2, 3, 7 }), Draws.Uniform(9)) : CandidateSet.WholeCatalog;

    private Tensor Plain(WeightedNetwork[] sum, CandidateSet candidates)
    {
        var indices = candidates.Indices ?? TensorArithmetic.Indices(ActionCount, CPU);
        var columns = Enumerable.Range(0, (int)indices.shape[0]).Select(column => sum
            .Select(part => part.Network.ScoreActions(_states, indices[column].expand(Rows)).Times(part.Factor)).Sum());
        return stack(columns, 1);
    }

    private static void ShouldBe(Tensor actual, Tensor expected)
        => Tabular.ToArray(actual).Should().Equal(Tabular.ToArray(expected),
            (left, right) => Math.Abs(left - right) <= Precision * Math.Max(1, Math.Abs(right)));

    private sealed class FixedSum(WeightedNetwork[] sum) : SoftmaxPolicy
    {
        public override IEnumerable<WeightedNetwork> Parts => sum;

        protected override int ActionCount => JointTowersTests.ActionCount;
    }
}
