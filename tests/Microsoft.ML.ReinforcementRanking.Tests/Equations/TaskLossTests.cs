using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static System.Math;
using static Microsoft.ML.ReinforcementRanking.Tests.Equations.TaskTabular;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests losses, rewards, and weights of tasks: the numbers of docs/equations-rmtl.md (E1), (E2), (E3), (E8).</summary>
public sealed class TaskLossTests
{
    private const double Tolerance = 1e-6;
    private const double Lambda = 0.7;

    // There are two rows with two tasks: y = [[1, 0], [0, 0]], a = [[.8, .3], [.2, .1]], Q = [[-.5, -1], [-.25, -.1]].
    private static readonly double[] Labels = [1, 0, 0, 0];
    private static readonly double[] Actions = [.8, .3, .2, .1];
    private static readonly double[] Values = [-.5, -1, -.25, -.1];
    private static readonly double[] CrossEntropies = [-Log(.8), -Log(1 - .3), -Log(1 - .2), -Log(1 - .1)];

    [Theory]
    [InlineData(LossWeighting.Full, 0.320630)]
    [InlineData(LossWeighting.None, 0.227081)]
    [InlineData(LossWeighting.LabelTimesValue, 0.246606)]
    [InlineData(LossWeighting.Constant, 0.113540)]
    [InlineData(LossWeighting.NegativeValue, 0.133642)]
    public void Total_Weighting_GivesTheNumberOfTheExample(LossWeighting weighting, double number)
    {
        using var session = Tabular.OpenTorch(1);
        double[] omegas = [.. Values.Zip(Labels, (value, label) => weighting switch
        {
            LossWeighting.Full => 1 - Lambda * value,
            LossWeighting.LabelTimesValue => 1 - Lambda * label * value,
            LossWeighting.Constant => 0.5,
            LossWeighting.NegativeValue => -value,
            _ => 1,
        })];

        var weights = Weights(weighting);
        var total = TaskLosses.Total(PerRow(), weights, ones(2), null).item<double>();

        Tabular.ToArray(weights).Should().Equal(omegas, Tabular.Within(Tolerance));
        // All tasks have the same number of rows, so the mean over tasks of means over rows is the mean of all values.
        total.Should().BeApproximately(omegas.Zip(CrossEntropies, (omega, loss) => omega * loss).Average(), Tolerance).And.BeApproximately(number, Tolerance);
    }

    [Fact]
    public void PerRow_OfLogits_IsTheCrossEntropyOfTheirProbabilities()
    {
        using var session = Tabular.OpenTorch(1);

        Tabular.ToArray(PerRow()).Should().Equal(CrossEntropies, Tabular.Within(Tolerance));
        CrossEntropies.Should().Equal([0.223144, 0.356675, 0.223144, 0.105361], Tabular.Within(Tolerance));
    }

    [Fact]
    public void PerRow_MixedTasks_IsCrossEntropyAndSquaredErrorColumnByColumn()
    {
        using var session = Tabular.OpenTorch(1);

        Tabular.ToArray(TaskLosses.PerRow(Table(2, 0, 3, Log(3), -1), Table(2, 1, 1, 0, 0.5), tensor(new[] { true, false }).unsqueeze(0)))
            .Should().Equal([Log(2), 2 * 2, -Log(1 - 0.75), 1.5 * 1.5], Tabular.Within(Tolerance));
    }

    [Fact]
    public void Weights_ValuesThatDependOnParameters_CarryNoGradient()
    {
        using var session = Tabular.OpenTorch(1);
        var values = Table(2, Values).requires_grad_(true);

        foreach (var weighting in Enum.GetValues<LossWeighting>())
            TaskLosses.Weights(weighting, Lambda, values, Table(2, Labels)).requires_grad.Should().BeFalse();
    }

    [Fact]
    public void Total_Full_HasTheGradientOfOmegaTimesTheLossAlone()
    {
        using var session = Tabular.OpenTorch(1);
        // As in fine-tuning, the values depend on the same parameters as the losses.
        var logits = Logits().requires_grad_(true);
        var losses = TaskLosses.PerRow(logits, Table(2, Labels), ones(1, 2, ScalarType.Bool));
        var weights = TaskLosses.Weights(LossWeighting.Full, Lambda, Table(2, Values) * logits.sigmoid() / Table(2, Actions), Table(2, Labels));

        var gradient = autograd.grad([TaskLosses.Total(losses, weights, ones(2), null)], [logits])[0];

        // The gradient d BCE / d logit is a − y. It is averaged over two rows and two tasks.
        Tabular.ToArray(gradient).Should().Equal(Values.Select((value, i) => (1 - Lambda * value) * (Actions[i] - Labels[i]) / 4), Tabular.Within(Tolerance));
    }

    [Fact]
    public void Step_ValuesThatDependOnTheAction_HasTheGradientOfFrozenWeights()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Log([new([1f], [1f]), new([-2f], [0f]), new([3f], [1f])]);
        var critics = BrokenLine(action => -10 * action * action, 0, 0.25, 0.5, 0.75, 1);
        var (actor, batch) = (NewNetwork(), Tabular.Batch(log));
        var frozen = TaskLosses.Weights(LossWeighting.Full, Lambda, critics.Values(batch, actor.Predictions(actor.Outputs(batch))), FloatTable(1, 1, 0, 1));
        using var weights = new CriticWeights(critics, LossWeighting.Full, Lambda, 0.95, actor, null);

        Gradients(weights.Weigh).Should().Equal(Gradients((_, _, _) => frozen));
        Gradients(weights.Weigh).Should().NotEqual(Gradients(null), "the weights are not 1");

        TaskNetwork NewNetwork() => Network(log, NetworkPlan.Tower(1, [], 1), [[0.3f], [0.1f]], Binary());
        double[] Gradients(LossWeights? omega)
        {
            var network = NewNetwork();
            using var learner = new WeightedTaskLearner(network, new(log, 0, 0, TaskSelectionMetric.LogLoss), 0.1, omega);
            learner.Step(Tabular.Batch(log));
            return [.. network.Module.AllParameters().SelectMany(parameter => Tabular.ToArray(parameter.grad!))];
        }
    }

    [Fact]
    public void Total_NoStrengthOrNoValue_IsPlainBitForBit()
    {
        using var session = Tabular.OpenTorch(1);
        var plain = TaskLosses.Total(PerRow(), null, ones(2), null).item<double>();

        TaskLosses.Total(PerRow(), Weights(LossWeighting.Full, strength: 0), ones(2), null).item<double>().Should().Be(plain);
        TaskLosses.Total(PerRow(), TaskLosses.Weights(LossWeighting.Full, Lambda, zeros(2, 2, ScalarType.Float64), Table(2, Labels)), ones(2), null)
            .item<double>().Should().Be(plain);
    }

    [Fact]
    public void Total_EqualValues_ScalesLossAndGradient()
    {
        using var session = Tabular.OpenTorch(1);
        const double Value = 2;
        (double Loss, double[] Gradient) Of(Tensor? weights)
        {
            var logits = Logits().requires_grad_(true);
            var loss = TaskLosses.Total(TaskLosses.PerRow(logits, Table(2, Labels), ones(1, 2, ScalarType.Bool)), weights, ones(2), null);
            return (loss.item<double>(), Tabular.ToArray(autograd.grad([loss], [logits])[0]));
        }
        var plain = Of(null);

        var full = Of(TaskLosses.Weights(LossWeighting.Full, Lambda, Table(2, Values).FilledWith(-Value), Table(2, Labels)));
        var constant = Of(Weights(LossWeighting.Constant));

        full.Loss.Should().BeApproximately((1 + Lambda * Value) * plain.Loss, Tolerance);
        full.Gradient.Should().Equal(plain.Gradient.Select(gradient => (1 + Lambda * Value) * gradient), Tabular.Within(Tolerance));
        constant.Loss.Should().BeApproximately(plain.Loss / 2, Tolerance);
    }

    [Fact]
    public void Total_TaskAndRowWeights_IsTheWeightedMeanOfWeightedMeans()
    {
        using var session = Tabular.OpenTorch(1);

        var total = TaskLosses.Total(Table(2, 1, 10, 2, 20), Table(2, 1, 2, 3, 4), tensor(new[] { 5.0, 7.0 }), tensor(new[] { 1.0, 3.0 })).item<double>();

        total.Should().BeApproximately((5 * (1 * 1 * 1 + 3 * 3 * 2) / 4.0 + 7 * (1 * 2 * 10 + 3 * 4 * 20) / 4.0) / 2, Tolerance);
        TaskLosses.MeanPerTask(Table(1, 1, 2), zeros(2, ScalarType.Float64)).item<double>().Should().Be(0, "no weight at all is not a number otherwise");
    }

    [Theory]
    [InlineData(1, .8, -0.223144)]
    [InlineData(0, .8, -1.609438)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1e-9, -9.210340)]
    [InlineData(0, 1, -9.210340)]
    public void Rewards_OfAProbability_GiveTheNumbersOfTheExample(double label, double action, double number)
    {
        using var session = Tabular.OpenTorch(1);

        Reward(action, label, isBinary: true).Should()
            .BeApproximately(Log(Max(label == 1 ? action : 1 - action, 1e-4)), Tolerance).And.BeApproximately(number, Tolerance);
    }

    [Fact]
    public void Rewards_OfAStandardizedNumber_AreMinusTheSquaredErrorCutAtTheSameSize()
    {
        using var session = Tabular.OpenTorch(1);

        Reward(1.5, -0.5, isBinary: false).Should().BeApproximately(-2 * 2, Tolerance);
        Reward(10, 0, isBinary: false).Should().BeApproximately(Log(1e-4), Tolerance);
    }

    [Theory]
    [InlineData(LossWeighting.Full, 129.944765)]
    [InlineData(LossWeighting.LabelTimesValue, 129.944765)]
    [InlineData(LossWeighting.NegativeValue, 184.206807)]
    [InlineData(LossWeighting.Constant, 1)]
    [InlineData(LossWeighting.None, 1)]
    public void LargestWeight_OfTheRangeOfValues_IsTheBoundOfTheExample(LossWeighting weighting, double number)
    {
        var largestValue = -Log(1e-4) / (1 - .95);
        var expected = weighting switch
        {
            LossWeighting.Full or LossWeighting.LabelTimesValue => 1
            + Lambda * largestValue,
            LossWeighting.NegativeValue => largestValue,
            _ => 1
        };

        TaskLosses.LargestWeight(weighting, Lambda, .95).Should().BeApproximately(expected, Tolerance).And.BeApproximately(number, Tolerance);
    }

    [Fact]
    public void Losses_TablesOfOtherShapes_ThrowInsteadOfBroadcasting()
    {
        using var session = Tabular.OpenTorch(1);
        var (table, column) = (ones(4, 2), ones(4, 1));
        Func<Tensor>[] terms =
        [
            () => TaskLosses.PerRow(table, column, ones(1, 2, ScalarType.Bool)),
            () => TaskLosses.Rewards(column, table, ones(1, 2, ScalarType.Bool)),
            () => TaskLosses.Weights(LossWeighting.Full, 1, table, column),
        ];

        terms.Should()
            .AllSatisfy(term => term.Should().Throw<InvalidOperationException>().WithMessage("Task losses need [rows, tasks] tensors of one shape, but got *"));
    }

    private static Tensor Logits() => Table(2, [.. Actions.Select(action => Log(action / (1 - action)))]);

    private static Tensor PerRow() => TaskLosses.PerRow(Logits(), Table(2, Labels), ones(1, 2, ScalarType.Bool));

    private static Tensor Weights(LossWeighting weighting, double strength = Lambda) =>
        TaskLosses.Weights(weighting, strength, Table(2, Values), Table(2, Labels));

    private static double Reward(double prediction, double label, bool isBinary)
        => TaskLosses.Rewards(Table(1, prediction), Table(1, label), tensor(new[] { isBinary }).unsqueeze(0)).item<double>();
}
