using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests what the critic of every trainer learns on tables: the numbers of docs/equations-tscac.md (E6), (E8).</summary>
public sealed class TabularCriticTests
{
    // Networks are float32 and trained by Adam, so full-batch training on rows without noise gives four digits.
    private const double Learned = 2e-3;

    private static readonly double[][] ActionValues = [[7.525, 6.975], [6.525, 8.975]];

    [Fact]
    public void Step_TwoStepChain_MasksTheBootstrapOfTheLastRowOnly()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Log(2, 1, [new(State: 0, Action: 0, Reward: 1, Next: 1), new(State: 1, Action: 0, Reward: 2)]);
        var critic = new CriticEnsemble([Tabular.NewNetwork(2, 1), Tabular.NewNetwork(2, 1)]);
        var scale = ReturnScale.Of(log, log.Data.Responses[0], 0.99);
        using var learner = Tabular.UniformPolicyCritic(log, critic, scale, 0.99);

        Tabular.Train(learner, log, 800);

        // A mask that is averaged over the batch would give 2.635849 and 3.304745.
        Values(critic, log, scale).Should().Equal([1 + 0.99 * 2, 2], Tabular.Within(Learned));
    }

    [Fact]
    public void Of_TwoStepChain_IsTheMomentsOfTheReturns()
    {
        var log = Tabular.Log(2, 1, [new(State: 0, Action: 0, Reward: 1, Next: 1), new(State: 1, Action: 0, Reward: 2)]);

        var scale = ReturnScale.Of(log, log.Data.Responses[0], 0.99);

        scale.Mean.Should().BeApproximately((2.98 + 2) / 2, 1e-6);
        scale.Deviation.Should().BeApproximately((2.98 - 2) / 2, 1e-6);
    }

    [Fact]
    public void Step_UniformPolicyOverEndlessChains_GivesTheTabularValues()
    {
        using var session = Tabular.OpenTorch(2);
        var log = EndlessLog();
        var critic = new CriticEnsemble([Tabular.NewNetwork(2, 2)]);
        var scale = new ReturnScale(7.5, 1);
        using var learner = Tabular.UniformPolicyCritic(log, critic, scale, 0.9);

        Tabular.Train(learner, log, 1200);

        Values(critic, log, scale).Should().Equal(ActionValues.SelectMany(row => row), Tabular.Within(Learned * 2));
    }

    [Fact]
    public void MeasureAdvantageDeviation_TabularValues_IsTheRootMeanVarianceOverStates()
    {
        using var session = Tabular.OpenTorch(3);
        var log = EndlessLog();
        var critic = new CriticEnsemble([Tabular.Network(ActionValues)]);
        using var learner = Tabular.UniformPolicyCritic(log, critic, new(0, 1), 0.9);

        learner.MeasureAdvantageDeviation();

        critic.AdvantageDeviation.Should().BeApproximately(Math.Sqrt((0.275 * 0.275 + 1.225 * 1.225) / 2), 1e-5);
    }

    [Fact]
    public void Probabilities_TabularCriticAndAuxiliaries_AreTheClosedForm()
    {
        using var session = Tabular.OpenTorch(4);
        SoftmaxPolicy[] auxiliaries = [Tabular.Policy([0.8, 0.2], [0.8, 0.2]), Tabular.Policy([0.5, 0.5], [0.3, 0.7])];
        // Strengths are in units of the advantage deviation. A deviation of 1 makes them those of the example.
        var improved = new ImprovedPolicy(auxiliaries, [0.5, 1.5], new CriticEnsemble([Tabular.Network(ActionValues)]));

        var probabilities = Tabular.ToArray(improved.Probabilities(eye(2), CandidateSet.WholeCatalog));

        probabilities.Should().Equal([0.650576, 0.349424, 0.180362, 0.819638], Tabular.Within(1e-6));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    public void Probabilities_AdvantageDeviation_ScalesTheStrengths(double deviation)
    {
        using var session = Tabular.OpenTorch(5);
        SoftmaxPolicy[] auxiliaries = [Tabular.Policy([0.8, 0.2], [0.8, 0.2]), Tabular.Policy([0.5, 0.5], [0.3, 0.7])];
        var critic = new CriticEnsemble([Tabular.Network(ActionValues)]) { AdvantageDeviation = deviation };
        var improved = new ImprovedPolicy(auxiliaries, [0.5 / deviation, 1.5 / deviation], critic);

        var probabilities = Tabular.ToArray(improved.Probabilities(eye(2), CandidateSet.WholeCatalog));

        probabilities.Should().Equal([0.650576, 0.349424, 0.180362, 0.819638], Tabular.Within(1e-5));
    }

    [Fact]
    public void Probabilities_OverwhelmingStrength_AreTheAuxiliariesMixture()
    {
        using var session = Tabular.OpenTorch(6);
        SoftmaxPolicy[] auxiliaries = [Tabular.Policy([0.2, 0.5, 0.3]), Tabular.Policy([0.6, 0.1, 0.3])];
        var improved = new ImprovedPolicy(auxiliaries, [0.5e6, 1.5e6], new CriticEnsemble([Tabular.Network([1, 0, -0.5])]));

        Tabular.ToArray(improved.Probabilities(ones(1, 1), CandidateSet.WholeCatalog)).Should().Equal([0.503516, 0.165152, 0.331332], Tabular.Within(2e-6));
    }

    /// <summary>Creates every pair of state and action once. The action is the next state, so either row of that state is a successor.</summary>
    private static LogRows EndlessLog() => Tabular.Log(2, 2,
    [
        new(State: 0, Action: 0, Reward: 1, Next: 0),
        new(State: 0, Action: 1, Reward: 0, Next: 2),
        new(State: 1, Action: 0, Reward: 0, Next: 0),
        new(State: 1, Action: 1, Reward: 2, Next: 2),
    ]);

    /// <summary>Gets Q of each row, in the unit of the response.</summary>
    private static IEnumerable<double> Values(CriticEnsemble critic, LogRows log, ReturnScale scale)
    {
        var batch = Tabular.Batch(log);
        return Tabular.ToArray(critic.ValuesOf(batch.States, batch.Actions!)).Select(value => scale.Mean + scale.Deviation * value);
    }
}
