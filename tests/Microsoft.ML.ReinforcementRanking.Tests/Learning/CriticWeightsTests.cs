using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static Microsoft.ML.ReinforcementRanking.Tests.Equations.TaskTabular;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

public sealed class CriticWeightsTests
{
    private const double Lambda = 0.7;

    /// <summary>Creates critics of two tasks. Q is −x for the first and −2 x − 1 for the second, where x is the feature.</summary>
    private static readonly float[] Features = [0, 1, 3];

    [Fact]
    public void Weigh_AsTheyAre_IsTheEquation()
        => Weights(LossWeighting.Full, null).Should().Equal(Features.SelectMany(x => new[] { 1 + Lambda * x, 1 + Lambda * (2 * x + 1) }), Tabular.Within(1e-6));

    [Theory]
    [InlineData(LossWeighting.Full)]
    [InlineData(LossWeighting.LabelTimesValue)]
    [InlineData(LossWeighting.NegativeValue)]
    public void Weigh_Normalized_HasMeanOneOverTheTrainingRowsInEachTask(LossWeighting weighting)
    {
        var (raw, weights) = (Weights(weighting, null), Weights(weighting, [1, 1, 1]));

        foreach (var task in new[] { 0, 1 })
        {
            Column(weights, task).Average().Should().BeApproximately(1, 1e-6);
            Column(weights, task).Should().Equal(Column(raw, task).Select(omega => omega / Column(raw, task).Average()), Tabular.Within(1e-6));
        }
    }

    [Fact]
    public void Weigh_NormalizedOverWeightedRows_HasTheirWeightedMeanOne()
        => Column(Weights(LossWeighting.Full, [1, 0, 3]), 0).Zip([1, 0, 3], (omega, weight) => weight * omega).Sum().Should().BeApproximately(1 + 3, 1e-6);

    [Fact]
    public void Weigh_ConstantNormalized_IsPlain()
    {
        Weights(LossWeighting.Constant, [1, 1, 1]).Should().AllSatisfy(omega => omega.Should().Be(1));
        Weights(LossWeighting.None, [1, 1, 1]).Should().AllSatisfy(omega => omega.Should().Be(1));
        Weights(LossWeighting.Constant, null).Should().AllSatisfy(omega => omega.Should().Be(0.5));
    }

    [Theory]
    [InlineData(LossWeighting.Full)]
    [InlineData(LossWeighting.LabelTimesValue)]
    [InlineData(LossWeighting.NegativeValue)]
    public void Weigh_ValuesBelowTheirRange_AreCutAtTheBound(LossWeighting weighting)
    {
        // Q is 0 and −1e6 for the first row, and below −1e6 in both tasks for the others. Labels are 1.
        var bound = TaskLosses.LargestWeight(weighting, Lambda, 0.9);

        Weights(weighting, null, scale: 1e6).Skip(1).Should().AllSatisfy(omega => omega.Should().BeApproximately(bound, 1e-5 * bound));
    }

    [Fact]
    public void Weigh_AnyBatch_CarriesNoGradientAndLeavesTheCriticsAsTheyAre()
    {
        using var session = Tabular.OpenTorch(1);
        var log = NewLog(null);
        var critics = Lines(1);
        using var weights = new CriticWeights(critics, LossWeighting.Full, Lambda, 0.9, Constant(log, [Binary(), Binary("Buy")], 0, 0), log);

        weights.Weigh(Tabular.Batch(log), FloatTable(2, 0, 0, 0, 0, 0, 0).requires_grad_(true), FloatTable(2, 1, 1, 1, 1, 1, 1)).requires_grad.Should()
            .BeFalse();
        critics.Module.IsTraining.Should().BeFalse("dropout is off where critics are only read");
    }

    /// <summary>Computes the weights of both tasks for each row.</summary>
    /// <param name="weighting">The form of the weights.</param>
    /// <param name="rowWeights">The weights of the rows that normalize, or null for no normalization.</param>
    /// <param name="scale">The unit of Q.</param>
    private static double[] Weights(LossWeighting weighting, float[]? rowWeights, double scale = 1)
    {
        using var session = Tabular.OpenTorch(1);
        var log = NewLog(rowWeights);
        var actor = Constant(log, [Binary(), Binary("Buy")], 0, 0);
        using var weights = new CriticWeights(Lines(scale), weighting, Lambda, discount: 0.9, actor, rowWeights is null ? null : log);
        return Tabular.ToArray(weights.Weigh(Tabular.Batch(log), FloatTable(2, 0, 0, 0, 0, 0, 0), actor.Targets(Tabular.Batch(log), log)));
    }

    private static LogRows NewLog(float[]? rowWeights) => Log([.. Features.Select(x => new Row([x], [1, 1]))], rowWeights);

    private static TaskCritics Lines(double scale) => Critics(NetworkPlan.Tower(3, [], 2), [[-1, 0, 0, -2, 0, 0], [0, -1]], scale, scale);

    private static double[] Column(double[] weights, int task) => [.. weights.Where((_, index) => index % 2 == task)];
}
