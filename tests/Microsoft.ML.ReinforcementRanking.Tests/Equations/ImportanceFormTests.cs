using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests that the sampled form of both stages converges to the closed form: the numbers of docs/equations-tscac.md (E3).</summary>
public sealed class ImportanceFormTests
{
    private const double Tolerance = 1e-6;

    private static readonly double[] Advantages = [1, 0, -0.5];
    private static readonly double[] First = [0.2, 0.5, 0.3];
    private static readonly double[] Second = [0.6, 0.1, 0.3];
    private static readonly double[] Behavior = [0.5, 0.3, 0.2];
    private static readonly double[] Strengths = [0.5, 1.5];
    private static readonly double[] Optimum = [0.662350, 0.131769, 0.205881];

    [Fact]
    public void LogWeights_OneStateThreeActions_AreTheRatioToTheBehaviorTimesTheNormalizer()
    {
        using var session = Tabular.OpenTorch(1);

        var weights = Tabular.ToArray(LogWeights().exp());

        weights.Should().Equal([1.503309, 0.498450, 1.168201], Tabular.Within(Tolerance));
        var normalizer = Behavior.Zip(weights, (behavior, weight) => behavior * weight).Sum();
        normalizer.Should().BeApproximately(1.134829467346, 1e-11);
        Behavior.Zip(weights, (behavior, weight) => behavior * weight / normalizer).Should().Equal(Optimum, Tabular.Within(Tolerance));
    }

    [Fact]
    public void WeightedLikelihood_LogitsOnLoggedCounts_ConvergeToTheClosedForm()
    {
        using var session = Tabular.OpenTorch(2);
        long[] actions = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2];
        var rows = tensor(actions);
        var logits = zeros(3, ScalarType.Float64, requires_grad: true);

        Tabular.Minimize(() => Losses.WeightedLikelihood(logits.log_softmax(0)[rows], LogWeights()[rows], 20, null), 500, (logits, 1));

        Tabular.ToArray(logits.softmax(0)).Should().Equal(Optimum, Tabular.Within(Tolerance));
    }

    [Fact]
    public void WeightedLikelihood_RowWeightsInsteadOfCounts_ConvergeToTheSame()
    {
        using var session = Tabular.OpenTorch(3);
        var logits = zeros(3, ScalarType.Float64, requires_grad: true);

        Tabular.Minimize(() => Losses.WeightedLikelihood(logits.log_softmax(0), LogWeights(), 20, tensor(Behavior).Times(7)), 500, (logits, 1));

        Tabular.ToArray(logits.softmax(0)).Should().Equal(Optimum, Tabular.Within(Tolerance));
    }

    [Fact]
    public void WeightedLikelihood_WeightAboveTheCap_CountsAsTheCap()
    {
        using var session = Tabular.OpenTorch(4);
        var logProbabilities = tensor([-1.0, -2.0]);

        Losses.WeightedLikelihood(logProbabilities, tensor([Math.Log(3), 1000.0]), 20, null).item<double>()
            .Should().BeApproximately((3 * 1 + 20 * 2) / 2.0, 1e-12);
    }

    [Fact]
    public void WeightedLikelihood_WeightsThatDependOnParameters_CarryNoGradient()
    {
        using var session = Tabular.OpenTorch(5);
        var logits = tensor([0.3, -0.2, 0.1], requires_grad: true);

        var coupled = Gradient(logits, () => Losses.WeightedLikelihood(logits.log_softmax(0), LogWeights() - logits.log_softmax(0), 20, null));
        var detached = Gradient(logits, () => Losses.WeightedLikelihood(logits.log_softmax(0), LogWeights() - logits.log_softmax(0).detach(), 20, null));

        coupled.Should().Equal(detached).And.NotEqual([0, 0, 0]);
    }

    [Fact]
    public void PolicyGradient_RatiosAndAdvantagesThatDependOnParameters_CarryNoGradient()
    {
        using var session = Tabular.OpenTorch(6);
        var logits = tensor([0.3, -0.2, 0.1], requires_grad: true);
        var (advantages, behavior) = (tensor(Advantages), tensor(Behavior).log());

        var coupled = Gradient(logits, () => Losses.PolicyGradient(logits.log_softmax(0), advantages - logits, logits.log_softmax(0) - behavior, 20, null));
        var detached = Gradient(logits,
            () => Losses.PolicyGradient(logits.log_softmax(0), advantages - logits.detach(), (logits.log_softmax(0) - behavior).detach(), 20, null));

        coupled.Should().Equal(detached).And.NotEqual([0, 0, 0]);
    }

    [Fact]
    public void PolicyGradient_RatioAboveTheCap_CountsAsTheCap()
    {
        using var session = Tabular.OpenTorch(7);

        Losses.PolicyGradient(tensor([-1.0, -2.0]), tensor([0.5, -1.0]), tensor([Math.Log(3), 1000.0]), 20, null).item<double>()
            .Should().BeApproximately((3 * 0.5 * 1 + 20 * -1 * 2) / 2.0, 1e-12);
    }

    [Fact]
    public void WeightedLikelihoodLearner_Bandit_ConvergesToTheClosedFormOfItsFlooredReferences()
    {
        using var session = Tabular.OpenTorch(8);
        var log = Tabular.Bandit([0.5f, 0.3f, 0.2f], 5, 3, 2);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, 3));
        using var learner = new WeightedLikelihoodLearner(policy, [Tabular.Policy(First), Tabular.Policy(Second)], Strengths,
            new([Tabular.Network(Advantages)]), new(Tabular.Policy(Behavior)), Options(log), CPU, NothingReported);

        Tabular.Train(learner, log, 600);

        double[] Floored(double[] reference) => [.. reference.Select(probability => 0.999 * probability + 0.001 / 3)];
        var logits = ClosedForm.Logits([tensor(Floored(First)).log(), tensor(Floored(Second)).log()], Strengths, tensor(Advantages));
        Probabilities(policy, log).Should().Equal(Tabular.ToArray(logits.softmax(0)), Tabular.Within(1e-4));
    }

    [Fact]
    public void PolicyGradientLearner_Bandit_ConvergesToTheRegularizedOptimum()
    {
        using var session = Tabular.OpenTorch(9);
        var log = Tabular.Bandit([0.5f, 0.3f, 0.2f], 5, 3, 2);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, 3));
        var critic = new CriticEnsemble([Tabular.Network(Advantages)]) { AdvantageDeviation = 0.5 };
        using var learner = new PolicyGradientLearner(policy, critic, new(Tabular.Policy(Behavior)), Options(log), temperature: 2, CPU, NothingReported);

        Tabular.Train(learner, log, 600);

        // This is the optimum of E_π[A / deviation] − temperature · KL(π ‖ π_β), which Exact computes without sampling.
        var expected = ClosedForm.Logits([tensor(Behavior).log()], [2 * 0.5], tensor(Advantages)).softmax(0);
        Probabilities(policy, log).Should().Equal(Tabular.ToArray(expected), Tabular.Within(1e-4));
    }

    private static Tensor LogWeights()
        => ClosedForm.LogWeights([tensor(First).log(), tensor(Second).log()], Strengths, tensor(Advantages), tensor(Behavior).log());

    private static PolicyLearningOptions Options(LogRows log) => new(new(log, CPU), LearningRate: 0.02, WeightDecay: 0, MaximumImportanceWeight: 20);

    private static PolicyEstimates NothingReported => new(_ => throw new NotSupportedException("Nothing is held out here."), [], CPU);

    private static double[] Probabilities(NetworkPolicy policy, LogRows log)
        => Tabular.ToArray(policy.Probabilities(Tabular.Batch(log).States[..1], CandidateSet.WholeCatalog));

    private static double[] Gradient(Tensor parameter, Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        return Tabular.ToArray(autograd.grad([loss()], [parameter])[0]);
    }
}
