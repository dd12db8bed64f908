using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests worlds in which the most probable action of the log does not have the highest reward, so only weights give the right policy.</summary>
public sealed class RewardWeightedWorldTests
{
    private const int Rows = 4000;

    // P(a|s) E[r|s, a] is .12, .30, .05 in the first state and .35, .045, .08 in the second. No reward is below 0 with the noise.
    private static readonly BanditWorld Choosy = new([[0.2, 1, 0.5], [1, 0.1, 0.4]], [[0, 0, 0], [0, 0, 0]])
    {
        Behavior = [[0.6, 0.3, 0.1], [0.35, 0.45, 0.2]],
        Noise = 0.01,
    };

    private static readonly ConcurrentDictionary<(Type Network, int Seed), Lazy<double[][]>> Policies = new();

    public static TheoryData<PolicyNetwork, int> Fits => new()
    {
        { new WideAndDeepNetwork(), 1 }, { new WideAndDeepNetwork(), 2 }, { new WideAndDeepNetwork(), 3 },
        { new DeepFMNetwork(), 1 }, { new DeepFMNetwork(), 2 }, { new DeepFMNetwork(), 3 },
    };

    [Theory]
    [MemberData(nameof(Fits))]
    public void RewardWeighted_ChoosyLog_RecoversTheProductOfPolicyAndReward(PolicyNetwork network, int seed)
    {
        var policy = OfChoosyLog(network, seed);

        // Rewards are at most 1, so that n rows of mean reward .47 (both states) count as at least .47 n of equal weight. The floor of 0.001 a row costs at
        // most itself.
        var margin = LargestDivergence(0.47 * Rows / Choosy.StateCount) + 2e-3;
        BanditWorld.Divergence([[0.12 / 0.47, 0.30 / 0.47, 0.05 / 0.47], [0.35 / 0.475, 0.045 / 0.475, 0.08 / 0.475]], policy).Should().BeLessThan(margin);
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void RewardWeighted_LikeliestActionEarnsLittle_PrefersAnotherWhereCloningDoesNot(PolicyNetwork network, int seed)
    {
        // The closest pair is .12 and .30 of 2,000 rows. Their logarithms differ by .92, each with an error below √(1 / (.12 · 2000)) = .065.
        OfChoosyLog(network, seed).Select(Best).Should().Equal(1, 0);
        Choosy.Policy(new MLContext(seed).Ranking.Trainers.BehaviorCloning().Fit(Choosy.Log(Rows, seed))).Select(Best).Should().Equal(0, 1);
    }

    [Fact]
    public void RewardWeighted_ResponsesToMaximizeAndMinimize_WeighsRowsByTheirSum()
    {
        // With half of the second response as a cost, the rewards are .2, .5, .3 and .5, .1, .4. Their products with the logging policy are .12, .15, .03
        // and .175, .045, .08.
        var world = new BanditWorld([[0.2, 1, 0.5], [1, 0.1, 0.4]], [[0, 1, 0.4], [1, 0, 0]]) { Behavior = Choosy.Behavior, Noise = 0.01 };
        var options = Options(new WideAndDeepNetwork(), "Action", new RewardResponse("Like") { Weight = 0.5, Minimize = true });

        var policy = world.Policy(new MLContext(1).Ranking.Trainers.RewardWeighted(options).Fit(world.Log(Rows, 1)));

        // As above, for rewards with mean .30 and maximum .5 (and a little noise).
        var margin = LargestDivergence(0.30 / 0.5 * Rows / world.StateCount) + 2e-3;
        BanditWorld.Divergence([[0.12 / 0.30, 0.15 / 0.30, 0.03 / 0.30], [0.175 / 0.30, 0.045 / 0.30, 0.08 / 0.30]], policy).Should().BeLessThan(margin);
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void RewardWeighted_ContinuousActions_PredictsTheRewardedMean(PolicyNetwork network, int seed)
    {
        var random = new Random(seed);
        var log = WorldRow.View([.. Enumerable.Range(0, Rows).Select(row => DrawOnALine(random, row))], 1);
        var options = Options(network, "ActionVector");

        var predicted = new MLContext(seed).Ranking.Trainers.RewardWeighted(options).Fit(log).Transform(log).GetColumn<float[]>("PredictedAction").First()[0];

        // Seven of ten actions are −1 with reward .2, and three are 1 with reward 1. The mean is (−.7 · .2 + .3 · 1) / (.7 · .2 + .3 · 1), and that of the
        // log is −.4. The weighted deviation is below 1, and n rows count as .44 n.
        predicted.Should().BeApproximately(0.16f / 0.44f, 4 / MathF.Sqrt(0.44f * Rows) + 0.02f);
    }

    /// <summary>
    /// How far the frequencies of three actions diverge from their probabilities at most, as the mean of two states. Four times the rows of a state times that
    /// mean has a chi-squared distribution with four degrees of freedom, which exceeds 23.5 with a probability of 1 in 10,000. The class draws seven such
    /// numbers.
    /// </summary>
    private static double LargestDivergence(double rowsPerState) => 23.5 / (4 * rowsPerState);

    private static WorldRow DrawOnALine(Random random, int row)
    {
        var isRewarded = random.NextDouble() < 0.3;
        return new() { Features = [1, 0], ActionVector = [isRewarded ? 1 : -1], Label = isRewarded ? 1 : 0.2f, GroupId = row };
    }

    /// <summary>Gets the policy that a network learns from the choosy log. Two tests share it.</summary>
    private static double[][] OfChoosyLog(PolicyNetwork network, int seed) => Policies.GetOrAdd((network.GetType(), seed), _ => new(()
        => Choosy.Policy(new MLContext(seed).Ranking.Trainers.RewardWeighted(Options(network)).Fit(Choosy.Log(Rows, seed))))).Value;

    private static RewardWeightedRankingTrainer.Options Options(PolicyNetwork network, string action = "Action", params RewardResponse[] responses) => new()
    {
        ActionColumnName = action,
        Network = network,
        Responses = responses,
        // The margins are derived from the noise of the log alone, so the fit adds none: it descends on all rows at once until it reproduces the weighted
        // frequencies of the log. Selection and calibration on a tenth of the rows would add a multiple of that noise.
        PolicyLearningRate = 0.02,
        BatchSize = Rows,
        NumberOfEpochs = 200,
        ValidationFraction = 0,
        DropoutRate = 0,
        WeightDecay = 0,
    };

    private static int Best(double[] probabilities) => probabilities.IndexOf(probabilities.Max());
}
