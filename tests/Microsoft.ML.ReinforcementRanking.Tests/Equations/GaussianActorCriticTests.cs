using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the actor-critic over continuous actions on tables: docs/equations-tscac.md (E6), (E9).</summary>
public sealed class GaussianActorCriticTests
{
    [Fact]
    public void Step_TwoStepChain_MasksTheBootstrapOfTheLastRowOnly()
    {
        using var session = Tabular.OpenTorch(1);
        var fit = new Fit(
            [new(State: 0, Action: -1, Reward: 1, Next: 2), new(State: 0, Action: 1, Reward: 1, Next: 3), new(State: 1, Action: -1, Reward: 2),
            new(State: 1, Action: 1, Reward: 2)], discount: 0.99);
        using var learner = fit.Learner;

        Tabular.Train(learner, fit.Log, 800);

        var values = Tabular.ToArray(fit.Critics.Mean(eye(2), zeros(2, 1))).Select(value => fit.Scale.Mean + fit.Scale.Deviation * value);
        values.Should().Equal([1 + 0.99 * 2, 2], Tabular.Within(5e-3));
    }

    [Fact]
    public void Step_ConstraintOfNoStrength_FollowsTheSingleObjectiveStepForStep()
    {
        var alone = Weights();
        var constrained = Weights(0);

        constrained.Should().Equal(alone);
        Weights(1).Should().NotEqual(alone, "a constraint of some strength leads elsewhere");
    }

    [Theory]
    [InlineData(-0.5f)]
    [InlineData(1.5f)]
    public void Step_OverwhelmingConstraint_ConvergesToTheAuxiliary(float mean)
    {
        using var session = Tabular.OpenTorch(2);
        var fit = new Fit(Bandit, discount: 0, mean, 1e4);
        using var learner = fit.Learner;

        Tabular.Train(learner, fit.Log, 600);

        Tabular.ToArray(fit.Policy.Means(eye(2))).Should().Equal([mean, mean], Tabular.Within(0.02));
        Tabular.ToArray(fit.Policy.LogDeviations.exp()).Should().Equal([1], Tabular.Within(0.02));
    }

    private static Tabular.ContinuousRow[] Bandit => [.. Enumerable.Range(0, 40).Select(row => new Tabular.ContinuousRow(row % 2, row / 10f, MathF.Sin(row)))];

    /// <summary>Gets the weights after 50 steps from the same start over the same batches, with one constraint for each strength.</summary>
    private static float[] Weights(params double[] strengths)
    {
        using var session = Tabular.OpenTorch(3);
        var fit = new Fit(Bandit, discount: 0.9, auxiliaryMean: 0.5f, strengths);
        using var learner = fit.Learner;
        Tabular.Train(learner, fit.Log, 50);
        return [.. fit.Policy.CopyWeights().Concat(fit.Critics.Members[0].CopyWeights()).SelectMany(weights => weights)];
    }

    /// <summary>
    /// Creates networks without hidden layers, and a learner of them. Every auxiliary policy has the same mean in all states, and a deviation of 1.
    /// </summary>
    private sealed class Fit
    {
        public Fit(Tabular.ContinuousRow[] rows, double discount, float auxiliaryMean = 0, params double[] strengths)
        {
            Log = Tabular.ContinuousLog(2, rows);
            Scale = ReturnScale.Of(Log, Log.Data.Responses[0], discount);
            Policy = NewPolicy();
            Critics = new(NetworkPlan.Tower(3, [], 1), 1, 0, CPU);
            var auxiliary = NewPolicy();
            // log σ, the weights of the mean, and its bias.
            auxiliary.LoadWeights([[0], [0, 0], [auxiliaryMean]]);
            var options = new GaussianActorCriticOptions(Tabular.Critic(Log, Scale, discount), new(Log, CPU), strengths, 0, 0.01);
            Learner = new(options, Policy, Critics, NewPolicy(), [.. strengths.Select(_ => auxiliary)],
                new(_ => throw new NotSupportedException("Nothing is held out here."), [], CPU));
        }

        public LogRows Log { get; }

        public ReturnScale Scale { get; }

        public GaussianPolicy Policy { get; }

        public ContinuousCritics Critics { get; }

        public GaussianActorCriticLearner Learner { get; }

        private static GaussianPolicy NewPolicy() => new(NetworkPlan.Tower(2, [], 1), 0, range: null);
    }
}
