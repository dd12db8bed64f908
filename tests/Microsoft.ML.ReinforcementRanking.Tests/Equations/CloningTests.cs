using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests that cloning gives each state its own logged action, and not the mean of the log (docs/equations-tscac.md (E7), (B4)).</summary>
public sealed class CloningTests
{
    private static readonly double[] LoggedActions = [-3, 1, 7];

    [Fact]
    public void CloningLearner_OneActionPerState_LearnsEachStatesOwnActionUpToTheFloor()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Log(3, 3, [new(State: 0, Action: 2, Reward: 0), new(State: 1, Action: 0, Reward: 0), new(State: 2, Action: 1, Reward: 0)]);
        var policy = new NetworkPolicy(Tabular.NewNetwork(3, 3));
        using var learner = new CloningLearner(policy, new(new(log, CPU), LearningRate: 0.05, WeightDecay: 0, MaximumImportanceWeight: 1), CPU);

        Tabular.Train(learner, log, 1500);

        var (own, other) = (0.999 + 0.001 / 3, 0.001 / 3);
        Tabular.ToArray(policy.Probabilities(eye(3), CandidateSet.WholeCatalog)).Should()
            .Equal([other, other, own, own, other, other, other, own, other], Tabular.Within(1e-4));
    }

    [Fact]
    public void CloningLearner_MixedActions_LearnsTheirFrequencies()
    {
        using var session = Tabular.OpenTorch(2);
        var log = Tabular.Bandit(null, 5, 3, 2);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, 3));
        using var learner = new CloningLearner(policy, new(new(log, CPU), LearningRate: 0.05, WeightDecay: 0, MaximumImportanceWeight: 1), CPU);

        Tabular.Train(learner, log, 500);

        double[] frequencies = [0.5, 0.3, 0.2];
        Tabular.ToArray(policy.Probabilities(ones(1, 1), CandidateSet.WholeCatalog)).Should()
            .Equal(frequencies.Select(frequency => 0.999 * frequency + 0.001 / 3), Tabular.Within(1e-4));
    }

    /// <summary>
    /// All actions are equally frequent and the policy is uniform, so the correction of each of N draws is log K − log N, and its share of the softmax over
    /// the draws is 1/N. The logged action is scored against the catalog, which the draws stand for.
    /// </summary>
    [Fact]
    public void Step_SampledCandidates_HasTheFloorOverTheSample()
    {
        const int Draws = 1_000_000;
        using var session = Tabular.OpenTorch(6);
        var log = Tabular.Bandit(null, 1, 1, 1);
        using var sampler = new CandidateSampler(log, CPU, largestExactCatalog: 1, Draws);
        using var learner = new CloningLearner(new(Tabular.Network([0, 0, 0])), new(sampler, LearningRate: 0.05, WeightDecay: 0, MaximumImportanceWeight: 1),
            CPU);

        var loss = learner.Step(Tabular.Batch(log)).Loss;

        loss.Should().BeApproximately(0.999 * Math.Log(3) + 0.001 * Math.Log(Draws), 2e-3);
    }

    [Theory]
    [InlineData(13, 5, 2, 1.0)]
    [InlineData(2500, 900, 400, 2.0)]
    public void Calibrate_HeldOutRowsOfASharperPolicy_FollowsThemWhereTheyAreMoreThanChance(int first, int second, int third, double sharpness)
    {
        using var session = Tabular.OpenTorch(5);
        // The frequencies of actions are about the squares of the probabilities of the policy, (0.25, 0.09, 0.04) / 0.38, which is a sharpness of 2. There
        // the KL divergence from the policy is 0.057, so the likelihood ratio of 20 rows is about 2 · 20 · 0.057 = 2.3. This is below 3.84, which one log
        // in twenty exceeds by chance.
        var heldOut = Tabular.Bandit(null, first, second, third);
        var policy = Tabular.Policy([0.5, 0.3, 0.2]);
        using var learner = new CloningLearner(policy, new(new(heldOut, CPU), LearningRate: 0.05, WeightDecay: 0, MaximumImportanceWeight: 1), CPU);

        learner.Calibrate(heldOut);

        policy.Sharpness.Should().BeApproximately(sharpness, 0.03);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(2, 0.1)]
    public void Calibrate_HeldOutRowsOfOneAction_EndsAtTheLimitOfTheSearch(int action, double sharpness)
    {
        using var session = Tabular.OpenTorch(7);
        // Where all rows have the best action, a sharper policy is always better, and where all have the worst one, a flatter policy is.
        var heldOut = Tabular.Bandit(null, action == 0 ? 1000 : 0, 0, action == 2 ? 1000 : 0);
        var policy = Tabular.Policy([0.5, 0.3, 0.2]);
        using var learner = new CloningLearner(policy, new(new(heldOut, CPU), LearningRate: 0.05, WeightDecay: 0, MaximumImportanceWeight: 1), CPU);

        learner.Calibrate(heldOut);

        // The search ends with the middle of an interval whose width is 0.02 in the logarithm.
        Math.Log(policy.Sharpness / sharpness).Should().BeApproximately(0, 0.0101);
    }

    [Fact]
    public void GaussianCloningLearner_OneActionPerState_LearnsEachStatesOwnAction()
    {
        using var session = Tabular.OpenTorch(3);
        var log = Tabular.ContinuousLog(3, [.. LoggedActions.Select((action, state) => new Tabular.ContinuousRow(state, (float)action, 0))]);
        var standardizer = new ActionStandardizer(log, CPU);
        var policy = new GaussianPolicy(NetworkPlan.Tower(3, [], 1), 0, range: null);
        using var learner = new GaussianCloningLearner(policy, standardizer, learningRate: 0.01, weightDecay: 0, CPU);

        Tabular.Train(learner, log, 1000);

        Actions(policy.Means(eye(3)), standardizer).Should().Equal(LoggedActions, Tabular.Within(0.01));
    }

    [Fact]
    public void GaussianImprovement_CloningTermAlone_LearnsEachStatesOwnAction()
    {
        using var session = Tabular.OpenTorch(4);
        var means = zeros(3, 1, ScalarType.Float64, requires_grad: true);
        var logged = tensor(LoggedActions).unsqueeze(1);

        Tabular.Minimize(
            () => GaussianImprovement.Loss(means, zeros(1, ScalarType.Float64), actions => zeros(2, 3, ScalarType.Float64), ones(3, 1, ScalarType.Float64), [],
                logged, 0.001, null),
            200, (means, 300));

        Tabular.ToArray(means).Should().Equal(LoggedActions, Tabular.Within(1e-6));
    }

    private static IEnumerable<double> Actions(Tensor standardized, ActionStandardizer standardizer)
        => Tabular.ToArray(standardized).Select(value => standardizer.Means[0] + standardizer.Deviations[0] * value);
}
