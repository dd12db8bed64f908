using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests a catalog above the limit of exact sums. Its sums are over a sample of 8,192 actions, which are drawn by logged frequency and corrected. The
/// rarest of forty actions is drawn about 70 times, so a sampled probability has an error of about an eighth in one step. Training averages over steps.
/// </summary>
public sealed class LargeCatalogTests
{
    private const int Actions = 40;

    // The frequencies range from 1 to 4, so a sample without its correction would have a large error.
    private static readonly int[] Counts = [.. Enumerable.Range(0, Actions).Select(action => 1 + action * 3 / (Actions - 1))];

    [Fact]
    public void Of_SmallLimit_SamplesByFrequencyWithCorrection()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Bandit(null, Counts);
        using var sampler = new CandidateSampler(log, CPU, largestExactCatalog: 10);
        double[] logits = [.. Enumerable.Range(0, Actions).Select(action => Math.Sin(action))];

        var candidates = sampler.Of(Tabular.Batch(log));
        var sampled = candidates.Correct(tensor(logits).index_select(0, candidates.Indices!)).logsumexp(0).item<double>();

        candidates.Indices!.shape.Should().Equal(8192);
        sampled.Should().BeApproximately(Math.Log(logits.Sum(logit => Math.Exp(logit))), 0.05);
    }

    [Fact]
    public void CloningLearner_SampledCatalog_LearnsTheFrequenciesAsTheExactOneDoes()
    {
        var exact = Clone(largestExactCatalog: Actions);
        var sampled = Clone(largestExactCatalog: 10);

        sampled.Should().Equal(exact, (own, other) => Math.Abs(Math.Log(own / other)) < 0.15);
        sampled.Should().Equal(Counts.Select(count => (double)count / Counts.Sum()), (own, frequency) => Math.Abs(Math.Log(own / frequency)) < 0.15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void ImprovedPolicy_SampledCatalog_OrdersActionsAsTheExactOneDoes(double discount)
    {
        var exact = Improve(discount, largestExactCatalog: Actions);
        var sampled = Improve(discount, largestExactCatalog: 10);

        Ranking(sampled).Should().Equal(Ranking(exact));
        sampled.Should().Equal(exact, (own, other) => Math.Abs(Math.Log(own / other)) < 0.15);
    }

    [Fact]
    public void WeightedLikelihoodLearner_SampledCatalog_ReachesWhatTheExactOneDoes()
    {
        var exact = Imitate(largestExactCatalog: Actions, sampleSize: Actions);
        var sampled = Imitate(largestExactCatalog: 10, sampleSize: 1024);

        // Each action is drawn about 25 to 100 times per step, with an error of a tenth to a fifth in one step, and less over many steps.
        sampled.Should().Equal(exact, (own, other) => Math.Abs(Math.Log(own / other)) < 0.15);
        exact.Max().Should().BeGreaterThan(3 * exact.Min(), "else there would be nothing to reach");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PolicyObjective_SampledCatalog_ReachesWhatTheExactOneDoes(bool isSoft)
    {
        var exact = Climb(isSoft, largestExactCatalog: Actions, sampleSize: Actions);
        var sampled = Climb(isSoft, largestExactCatalog: 10, sampleSize: 1024);

        sampled.Should().Equal(exact, (own, other) => Math.Abs(Math.Log(own / other)) < 0.15);
        exact.Max().Should().BeGreaterThan(2 * exact.Min(), "else there would be nothing to reach");
    }

    /// <summary>Trains an actor with a critic that prefers every second action.</summary>
    private static double[] Climb(bool isSoft, int largestExactCatalog, int sampleSize)
    {
        using var session = Tabular.OpenTorch(5);
        var log = Tabular.Bandit([.. Counts.Select(count => count / (float)Counts.Sum())], Counts);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, Actions));
        var behavior = new BehaviorReference(Tabular.Policy([.. Counts.Select(count => (double)count / Counts.Sum())]));
        var critic = new WeightedCritics([(new([Tabular.Network([.. Enumerable.Range(0, Actions).Select(action => action % 2.0)])]), () => 3)]);
        PolicyObjective objective = isSoft ? new SoftObjective(2) : new PolicyGradientObjective(behavior, 2, 20);
        var actor = new CategoricalActor(policy, objective, [critic], behavior.Policy, new(log, CPU, largestExactCatalog, sampleSize), targetUpdateRate: 1);
        using var learner = new ActorCriticLearner(actor, [], new(0.02, 0, ["all"], null, new(_ => throw new NotSupportedException(), [], CPU)));
        Tabular.Train(learner, log, 400);
        return Probabilities(policy);
    }

    /// <summary>Trains stage two by sampling. The reference prefers the first actions, and the critic prefers every second one.</summary>
    private static double[] Imitate(int largestExactCatalog, int sampleSize)
    {
        using var session = Tabular.OpenTorch(4);
        var log = Tabular.Bandit([.. Counts.Select(count => count / (float)Counts.Sum())], Counts);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, Actions));
        var reference = Tabular.Policy([.. Enumerable.Range(0, Actions).Select(action => (Actions - action) / 820.0)]);
        var behavior = Tabular.Policy([.. Counts.Select(count => (double)count / Counts.Sum())]);
        var critic = new CriticEnsemble([Tabular.Network([.. Enumerable.Range(0, Actions).Select(action => action % 2.0)])]);
        using var learner = new WeightedLikelihoodLearner(policy, [reference], [1], critic, new(behavior),
            new(new(log, CPU, largestExactCatalog, sampleSize), LearningRate: 0.02, WeightDecay: 0, MaximumImportanceWeight: 20), CPU,
            new(_ => throw new NotSupportedException(), [], CPU));
        Tabular.Train(learner, log, 400);
        return Probabilities(policy);
    }

    private static double[] Clone(int largestExactCatalog)
    {
        using var session = Tabular.OpenTorch(2);
        var log = Tabular.Bandit(null, Counts);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, Actions));
        using var learner = new CloningLearner(policy, new(new(log, CPU, largestExactCatalog), LearningRate: 0.02, WeightDecay: 0, MaximumImportanceWeight: 1),
            CPU);
        Tabular.Train(learner, log, 200);
        return Probabilities(policy);
    }

    /// <summary>Trains a critic of the response "number of the action", and improves the uniform policy with it.</summary>
    private static double[] Improve(double discount, int largestExactCatalog)
    {
        using var session = Tabular.OpenTorch(3);
        var rows = Enumerable.Range(0, Actions).Select(action => new Tabular.Row(0, action, action / 10f, (action + 1) % Actions)).ToArray();
        var log = Tabular.Log(1, Actions, rows);
        var critic = new CriticEnsemble([Tabular.NewNetwork(1, Actions)]);
        var uniform = new UniformPolicy(Actions);
        var policy = new ImprovedPolicy([uniform], [1], critic);
        using var learner = new CategoricalCriticLearner(Tabular.Critic(log, new(2, 1), discount), critic, uniform, policy,
            new CandidateSampler(log, CPU, largestExactCatalog), null);
        Tabular.Train(learner, log, 300);
        learner.MeasureAdvantageDeviation();
        return Probabilities(policy);
    }

    private static double[] Probabilities(SoftmaxPolicy policy) => Tabular.ToArray(policy.Probabilities(ones(1, 1), CandidateSet.WholeCatalog));

    private static IEnumerable<int> Ranking(double[] probabilities)
        => Enumerable.Range(0, probabilities.Length).OrderByDescending(action => probabilities[action]);
}
