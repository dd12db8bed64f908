using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Tests the objectives of policies over a catalog (docs/equations-tscac.md (23), (24), (25)) against known optima, with one state, three actions, and a
/// table as the critic.
/// </summary>
public sealed class PolicyObjectiveTests
{
    private const double Temperature = 2;
    private const double Deviation = 0.5;

    private static readonly double[] Behavior = [0.5, 0.3, 0.2];
    private static readonly double[] Values = [1, 0, -0.5];

    [Fact]
    public void AdvantageWeighted_Bandit_ConvergesToTheTiltedBehaviorPolicy()
        => Optimum(_ => new AdvantageWeightedObjective(Temperature, cap: 100)).Should()
            .Equal(Softmax(action => Math.Log(Behavior[action]) + Values[action] / (Temperature * Deviation)), Tabular.Within(1e-4));

    [Fact]
    public void AdvantageWeighted_CapOfOne_WeighsNoActionMoreThanItsShare()
    {
        // The weights of the worse actions are below 1, so a cap of 1 lowers only the weight of the best action.
        var capped = Optimum(_ => new AdvantageWeightedObjective(Temperature, cap: 1));

        capped[0].Should().BeLessThan(Optimum(_ => new AdvantageWeightedObjective(Temperature, cap: 100))[0] - 0.05);
        capped[0].Should().BeGreaterThan(Behavior[0]);
    }

    [Fact]
    public void Soft_Bandit_ConvergesToTheSoftmaxOfValues()
        => Optimum(_ => new SoftObjective(Temperature)).Should().Equal(Softmax(action => Values[action] / (Temperature * Deviation)), Tabular.Within(1e-4));

    [Fact]
    public void PolicyGradient_Bandit_ConvergesToTheTiltedBehaviorPolicy()
        => Optimum(behavior => new PolicyGradientObjective(behavior, Temperature, cap: 100)).Should()
            .Equal(Softmax(action => Math.Log(Behavior[action]) + Values[action] / (Temperature * Deviation)), Tabular.Within(1e-4));

    [Fact]
    public void PolicyGradient_WithoutTemperature_BecomesGreedy()
        => Optimum(behavior => new PolicyGradientObjective(behavior, temperature: 0, cap: 100))[0].Should().BeGreaterThan(0.99);

    [Fact]
    public void Step_SoftValues_AddTheEntropyOfWhatFollows()
    {
        // The state never ends, and its two actions have the rewards 0 and 2 under a uniform policy: V = 1 + γ (V + α σ ln 2). The deviation σ of Q is 1.
        const double Discount = 0.5, Strength = 0.25;
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Log(1, 2, [new(0, 0, 0, 0), new(0, 1, 2, 0)]);
        var critic = new CriticEnsemble([Tabular.NewNetwork(1, 2)]);
        var uniform = new UniformPolicy(2);
        using var learner = new CategoricalCriticLearner(Tabular.Critic(log, new(0, 1), Discount), critic, uniform, uniform, new CandidateSampler(log, CPU),
            null)
        { EntropyStrength = Strength };

        Tabular.Train(learner, log, 1500);

        var future = Discount * (1 + Discount * Strength * Math.Log(2)) / (1 - Discount) + Discount * Strength * Math.Log(2);
        Tabular.ToArray(critic.Values(eye(1), CandidateSet.WholeCatalog)).Should().Equal([future, 2 + future], Tabular.Within(5e-3));
    }

    private static double[] Softmax(Func<int, double> logit)
    {
        double[] weights = [.. Enumerable.Range(0, Values.Length).Select(action => Math.Exp(logit(action)))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double[] Optimum(Func<BehaviorReference, PolicyObjective> objective)
    {
        using var session = Tabular.OpenTorch(2);
        var log = Tabular.Bandit([0.5f, 0.3f, 0.2f], 5, 3, 2);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, 3));
        var critic = new CriticEnsemble([Tabular.Network(Values)]) { AdvantageDeviation = Deviation };
        var loss = objective(new(Tabular.Policy(Behavior)));
        using var optimizer = new AdamWOptimizer(policy.Network.AllParameters(), 0.02, weightDecay: 0);
        for (var step = 0; step < 800; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.Descend(loss.Loss(PolicyStep.Of(policy, Tabular.Batch(log), CandidateSet.WholeCatalog), critic));
        }
        return Tabular.ToArray(policy.Probabilities(eye(1), CandidateSet.WholeCatalog));
    }
}
