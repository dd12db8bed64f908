using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the top-K off-policy correction of a likelihood (docs/equations-tscac.md (32), (33)): the numbers of (E13).</summary>
public sealed class PageCorrectionTests
{
    private static readonly double[] Target = [0.662350, 0.131769, 0.205881];
    private static readonly double[] Behavior = [0.5, 0.3, 0.2];

    [Fact]
    public void Weigh_Rows_AreMultipliedByTheDerivativeOfBeingOnThePage()
    {
        using var session = Tabular.OpenTorch(1);

        var weighed = Tabular.ToArray(new PageCorrection(3).Weigh(tensor([0.2, 0.5, 1.0]).log()));

        weighed[..2].Should().Equal([3 * 0.8 * 0.8 * Math.Log(0.2), 3 * 0.5 * 0.5 * Math.Log(0.5)], Tabular.Within(1e-12));
        weighed[2].Should().Be(0);
    }

    [Fact]
    public void Weigh_PageOfOne_ChangesNothing()
    {
        using var session = Tabular.OpenTorch(1);
        var rows = tensor([0.2, 0.5, 1.0]).log();

        PageCorrection.None.Weigh(rows).Should().BeSameAs(rows);
    }

    /// <summary>The rows of the batch have the frequencies of the behavior policy, by their weights.</summary>
    [Theory]
    [InlineData(1, 0.662350, 0.131769, 0.205881)]
    [InlineData(2, 0.541384, 0.190182, 0.268434)]
    [InlineData(3, 0.487176, 0.222678, 0.290146)]
    public void WeightedLikelihood_Corrected_ConvergesToTheFlatterOptimum(int pageSize, params double[] optimum)
    {
        using var session = Tabular.OpenTorch(2);
        var correction = new PageCorrection(pageSize);
        var logits = zeros(3, ScalarType.Float64, requires_grad: true);
        var logWeights = tensor(Target).log() - tensor(Behavior).log();

        Tabular.Minimize(() => Losses.WeightedLikelihood(correction.Weigh(logits.log_softmax(0)), logWeights, 20, tensor(Behavior)), 500, (logits, 1));

        Tabular.ToArray(logits.softmax(0)).Should().Equal(optimum, Tabular.Within(2e-6));
        var undone = correction.Undo(logits.detach().unsqueeze(0), CandidateSet.WholeCatalog).softmax(1);
        Tabular.ToArray(undone).Should().Equal(Target, Tabular.Within(2e-6));
    }

    /// <summary>The regularized advantage of stage one is the same for all actions at the optimum, whatever its factor is.</summary>
    [Fact]
    public void PolicyGradient_Corrected_ConvergesToTheTiltedBehaviorPolicy()
    {
        const double Temperature = 2, Deviation = 0.5;
        double[] values = [1, 0, -0.5];
        using var session = Tabular.OpenTorch(3);
        var log = Tabular.Bandit([0.5f, 0.3f, 0.2f], 5, 3, 2);
        var policy = new NetworkPolicy(Tabular.NewNetwork(1, 3));
        var critic = new CriticEnsemble([Tabular.Network(values)]) { AdvantageDeviation = Deviation };
        var objective = new PolicyGradientObjective(new(Tabular.Policy(Behavior)), Temperature, cap: 100) { PageCorrection = new(3) };
        using var optimizer = new AdamWOptimizer(policy.Network.AllParameters(), 0.02, weightDecay: 0);
        for (var step = 0; step < 800; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.Descend(objective.Loss(PolicyStep.Of(policy, Tabular.Batch(log), CandidateSet.WholeCatalog), critic));
        }

        double[] weights = [.. Behavior.Zip(values, (behavior, value) => behavior * Math.Exp(value / (Temperature * Deviation)))];
        Tabular.ToArray(policy.Probabilities(eye(1), CandidateSet.WholeCatalog)).Should()
            .Equal(weights.Select(weight => weight / weights.Sum()), Tabular.Within(1e-4));
    }
}
