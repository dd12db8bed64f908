using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.ReinforcementRanking.Tests.Ranks;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static System.Math;
using static Microsoft.ML.ReinforcementRanking.Tests.Equations.TaskTabular;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests what a step of multi-task training minimizes and reports.</summary>
public sealed class WeightedTaskLearnerTests
{
    [Theory]
    [InlineData(.2, .5, .6 * (.5 - .2))]
    [InlineData(.5, .2, 0)]
    public void Step_OrderPenalty_AddsWhatALaterTaskIsMoreProbable(double first, double second, double penalty)
    {
        using var session = Tabular.OpenTorch(1);
        TaskTarget[] tasks = [Binary(), Binary("Buy")];

        var loss = Losses(tasks, [1, 0], [Logit(first), Logit(second)], orderPenalty: .6)["loss"];

        loss.Should().BeApproximately((-Log(first) - Log(1 - second)) / 2 + penalty, 1e-6);
    }

    [Fact]
    public void Step_OrderPenaltyOfMixedTasks_ComparesNeighboringBinaryOnes()
    {
        using var session = Tabular.OpenTorch(1);
        TaskTarget[] tasks = [Binary(), Regression(mean: 10, deviation: 2), Binary("Buy")];

        var loss = Losses(tasks, [1, 14, 0], [Logit(.2), 5, Logit(.5)], orderPenalty: .6)["loss"];

        // The standardized value of 14 is 2.
        loss.Should().BeApproximately((-Log(.2) + (5 - 2) * (5 - 2) - Log(.5)) / 3 + .6 * (.5 - .2), 1e-5);
    }

    [Fact]
    public void Step_LossWeights_AreFactorsOfTheTasksLosses()
    {
        using var session = Tabular.OpenTorch(1);
        TaskTarget[] tasks = [Binary() with { LossWeight = 3 }, Binary("Buy") with { LossWeight = 0.5 }];

        var losses = Losses(tasks, [1, 0], [Logit(.2), Logit(.5)]);

        losses["loss"].Should().BeApproximately((3 * -Log(.2) + 0.5 * -Log(.5)) / 2, 1e-6);
        losses["Click loss"].Should().BeApproximately(-Log(.2), 1e-6);
        losses["Buy loss"].Should().BeApproximately(-Log(.5), 1e-6);
        losses.Should().NotContainKey("Click weight spread", "there are no weights");
    }

    [Fact]
    public void Step_AnchorOfCriticGradients_AddsTheMeanSquaredDistanceOverTheTensors()
        => AnchoredLoss(communicator: null).Should().BeApproximately(0.5 * (1 + 9) / 2 - (-1 - 2) / 2.0, 1e-6);

    [Fact]
    public void Step_AnchorOfCriticGradientsOnTwoRanks_CountsOnce()
        => ThreadRanks.Run(2, AnchoredLoss).Should().OnlyContain(loss => Math.Abs(loss - (0.5 * (1 + 9) / 2 - (-1 - 2) / 2.0)) < 1e-6);

    [Fact]
    public void Step_Weights_ReportsTheirSpreadPerTask()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Log([new([1], [1, 1]), new([1], [1, 1])]);
        using var learner = new WeightedTaskLearner(Constant(log, [Binary(), Binary("Buy")], 0, 0), new(log, 0, 0, TaskSelectionMetric.LogLoss), 0.1,
            (_, _, _) => FloatTable(2, 1, 4, 3, 4));

        var losses = learner.Step(Tabular.Batch(log)).Values.ToDictionary(loss => loss.Name, loss => loss.Value);

        losses["loss"].Should().BeApproximately((2 * Log(2) + 4 * Log(2)) / 2, 1e-6);
        losses["Click weight spread"].Should().BeApproximately(1, 1e-6);
        losses["Buy weight spread"].Should().Be(0);
    }

    [Fact]
    public void Step_RowsOfUnequalWeight_CountByIt()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Log([new([1], [1]), new([1], [0])], [3, 1]);
        using var learner = new WeightedTaskLearner(Constant(log, [Binary()], Logit(.2)), new(log, 0, 0, TaskSelectionMetric.LogLoss), 0.1, weights: null);

        learner.Step(Tabular.Batch(log)).Loss.Should().BeApproximately((3 * -Log(.2) + -Log(.8)) / 4, 1e-6);
    }

    [Fact]
    public void Step_CriticGradient_DescendsMinusTheValueAndTheDistanceToItsStart()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Log([new([0], [1])]);
        // With Q = −10 a, the loss is 10 a, and its gradient lowers the logit. An anchor of any strength adds nothing at the start.
        var critics = BrokenLine(action => -10 * action, 0, 1);
        double[] Train(double anchor, out double first)
        {
            var actor = Constant(log, [Binary()], 0);
            using var learner = new CriticGradientLearner(actor, new(log, 0, 0, TaskSelectionMetric.LogLoss), 0.05, critics, anchor);
            first = learner.Step(Tabular.Batch(log)).Values.Single().Value;
            Tabular.Train(learner, log, 60);
            return [.. actor.Module.AllParameters().SelectMany(Tabular.ToArray)];
        }

        var (free, held) = (Train(0, out var freeLoss), Train(1e3, out var heldLoss));

        freeLoss.Should().BeApproximately(10 * 0.5, 1e-5).And.Be(heldLoss);
        free[1].Should().BeLessThan(-1);
        // The anchored bias converges to where 10 σ' = 10 / 4 balances the mean over two tensors, 1e3 · z. Adam stays close to it.
        held[1].Should().BeInRange(-0.1, 0.1);
    }

    /// <summary>Returns the loss of a step of one row on each rank, or of both rows, after the two weights have moved by 1, and the two biases by 3.</summary>
    private static double AnchoredLoss(Communicator? communicator)
    {
        using var session = Tabular.OpenTorch(1);
        var log = Log([new([1], [1, 1]), new([1], [0, 1])]);
        var (actor, critics) = (Constant(log, [Binary(), Binary("Buy")], 0, 0), ConstantCritics(log, -1, -2));
        using var learner = new CriticGradientLearner(actor, new(log, 0, 0, TaskSelectionMetric.LogLoss), 0.05, critics, anchorStrength: 0.5);
        actor.Module.LoadWeights([[1, 1], [3, -3]]);
        using var joint = communicator is null
            ? null : new JointBatch(communicator, [.. log.Rows], [communicator.Rank], _ => throw new InvalidOperationException(), isCanceled: false);
        return learner.Step(new(log.Data, joint?.OwnRows ?? [.. log.Rows], CPU)).Loss;
    }

    private static Dictionary<string, double> Losses(TaskTarget[] tasks, float[] labels, double[] outputs, double orderPenalty = 0)
    {
        var log = Log([new([1], labels)]);
        using var learner = new WeightedTaskLearner(Constant(log, tasks, outputs), new(log, 0, orderPenalty, TaskSelectionMetric.LogLoss), 0.1, weights: null);
        return learner.Step(Tabular.Batch(log)).Values.ToDictionary(loss => loss.Name, loss => loss.Value);
    }

    private static double Logit(double probability) => Log(probability / (1 - probability));
}
