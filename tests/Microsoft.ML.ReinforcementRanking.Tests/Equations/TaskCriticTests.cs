using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static System.Math;
using static Microsoft.ML.ReinforcementRanking.Tests.Equations.TaskTabular;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests what critics of tasks learn: the numbers of docs/equations-rmtl.md (E4), (E5), (E6), (E8).</summary>
public sealed class TaskCriticTests
{
    private const double Gamma = 0.95;

    [Theory]
    [InlineData(0, -0.603144)]
    [InlineData(1, -0.223144)]
    public void Step_ARow_RegressesOnTheTargetOfTheExample(int row, double number)
    {
        using var session = Tabular.OpenTorch(1);
        // In both rows, y = 1 and a = .8. The second row ends the session. Q' is -.4 everywhere, and so is Q.
        const double Value = -0.4;
        var log = Log([new([1f], [1f], Next: 1), new([1f], [1f])]);
        var target = Log(.8) + (row == 0 ? Gamma * Value : 0);
        var critics = ConstantCritics(log, Value);
        using var learner = Learner(log, Constant(log, [Binary()], Log(.8 / .2)), critics, Gamma);

        var error = Step(learner, log, row);

        target.Should().BeApproximately(number, 1e-6);
        error.Should().BeApproximately((Value - target) * (Value - target), 1e-6);
        Math.Sign(ValueOf(critics, log, row) - Value).Should().Be(Math.Sign(target - Value), "the value moves to the target");
    }

    [Fact]
    public void Step_LastRowOfASession_LearnsFromItsRewardAlone()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Log([new([1f], [1f], Next: 1), new([1f], [1f])]);
        double ErrorAt(double discount)
        {
            using var learner = Learner(log, Constant(log, [Binary()], Log(4)), ConstantCritics(log, -0.4), discount);
            return Step(learner, log, row: 1);
        }

        ErrorAt(0.95).Should().Be(ErrorAt(0));
    }

    [Fact]
    public void Step_TwoTasks_AddsTheirErrorsInUnitsOfTheirScales()
    {
        using var session = Tabular.OpenTorch(1);
        // The rewards of the last row are log .8, and −(1 − 0)² of a standardized number.
        var log = Log([new([1f], [1f, 12f]), new([1f], [1f, 8f])]);
        var critics = new TaskCritics(ConstantCritics(log, -0.4, -0.4).Module, [0.5, 4], CPU);
        using var learner = Learner(log, Constant(log, [Binary(), Regression(mean: 10, deviation: 2)], Log(4), 0), critics, Gamma);

        Step(learner, log, row: 0).Should().BeApproximately(Pow(-0.4 - Log(.8) / 0.5, 2) + Pow(-0.4 + 1.0 / 4, 2), 1e-6);
    }

    [Fact]
    public void Train_GammaZeroOverUniformActions_LearnsTheExpectedLogLikelihood()
    {
        using var session = Tabular.OpenTorch(2);
        // There is one state, and P(y = 1) is exactly .3 by the weights of two rows at each of 49 actions. The feature is the logit of the action, and the
        // critic ignores it.
        const double P = 0.3;
        double[] actions = [.. Enumerable.Range(1, 49).Select(step => step / 50.0)];
        var rows = actions.SelectMany(action => new[] { 1f, 0f }.Select(label => new Row([(float)Log(action / (1 - action))], [label]))).ToArray();
        var log = Log(rows, [.. rows.Select(row => row.Labels[0] == 1 ? (float)P : 1 - (float)P)]);
        var builder = new PlanBuilder(2);
        var hidden = builder.Layers(builder.Slice(PlanBuilder.Input, 1, 1), [32, 32]);
        var plan = builder.Build([builder.Dense(hidden, 1, Activation.NegativeSoftplus)]);
        var critics = new TaskCritics(new PlannedModule(plan, dropout: 0), [1], CPU);
        var actor = Network(log, NetworkPlan.Tower(1, [], 1), [[1], [0]], Binary());
        using var learner = Learner(log, actor, critics, discount: 0, learningRate: 0.005, copy: new PlannedModule(plan, dropout: 0));

        Tabular.Train(learner, log, 1500);

        // Every action has the same mix of labels, so full-batch means have no noise. The remaining error is that of the fit of a curve by a small
        // network. The margin of 0.05 is below 3 % of the range of the curve, which is 2.1.
        var values = critics.ValuesOfAll(log, actor.PredictAll(log))[0];
        foreach (var (index, action) in actions.Index().Where(action => action.Item is >= 0.1 and <= 0.9))
            ((double)values[2 * index]).Should().BeApproximately(Exact(P, action), 0.05, $"that is its value at {action}");
    }

    [Theory]
    [InlineData(.1, -0.764528, 1.535169)]
    [InlineData(.3, -0.610864, 1.427605)]
    [InlineData(.5, -0.693147, 1.485203)]
    [InlineData(.9, -1.643418, 2.150392)]
    public void Weigh_ExactCriticOfGammaZero_GivesTheWeightsOfTheExample(double action, double value, double omega)
    {
        using var session = Tabular.OpenTorch(3);
        var log = Log([new([1f], [1f])]);
        var critics = BrokenLine(a => Exact(0.3, a), .1, .3, .5, .9);
        using var weights = new CriticWeights(critics, LossWeighting.Full, strength: 0.7, discount: 0, Constant(log, [Binary()], 0), normalizeOn: null);

        Exact(0.3, action).Should().BeApproximately(value, 1e-6);
        critics.Values(Tabular.Batch(log), FloatTable(1, action)).item<float>().Should().BeApproximately((float)value, 1e-6f);
        weights.Weigh(Tabular.Batch(log), FloatTable(1, action), FloatTable(1, 1)).item<float>().Should().BeApproximately((float)omega, 1e-6f);
    }

    [Theory]
    [InlineData(-2.5)]
    [InlineData(2)]
    public void Train_ActorOnTheExactCritic_ConvergesToTheProbability(double logit)
    {
        using var session = Tabular.OpenTorch(4);
        // A piecewise linear function through a concave function with a knot at its maximum, a = p, is largest there.
        double[] knots = [.. Enumerable.Range(1, 19).Select(step => step / 20.0)];
        var log = Log([new([0f], [1f])]);
        var critics = BrokenLine(action => Exact(0.3, action), knots);
        var actor = Constant(log, [Binary()], logit);
        using var learner = new CriticGradientLearner(actor, new(log, 0, 0, TaskSelectionMetric.LogLoss), 0.03, critics, anchorStrength: 0);

        Tabular.Train(learner, log, 300);

        // At the maximum, the steps of Adam change sign. a = σ(z) moves by at most .03 σ' = .03 · .3 · .7 = .0063 per step, and momentum overshoots by a
        // few steps.
        actor.PredictAll(log)[0][0].Should().BeApproximately(0.3f, 0.03f);
    }

    [Fact]
    public void Returns_SessionOfThreeCoinFlips_AreTheValuesOfTheExample()
    {
        using var session = Tabular.OpenTorch(5);
        var log = CoinFlips();
        var actor = Constant(log, [Binary()], 0);

        var returns = CriticFit.Returns(log, actor, actor.PredictAll(log), Gamma)[0];

        double[] values = [.. Enumerable.Range(0, 3).Select(step => -Log(2) * (1 - Pow(Gamma, 3 - step)) / (1 - Gamma))];
        values.Should().Equal([-1.977202, -1.351637, -0.693147], Tabular.Within(1e-6));
        returns.Should().Equal([.. values, .. values], Tabular.Within(1e-6));
        values.Select(value => 1 - 0.7 * value).Should().Equal([2.384042, 1.946146, 1.485203], Tabular.Within(1e-6));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Train_SessionOfThreeCoinFlips_ConvergesToTheReturns(bool areSeparate)
    {
        using var session = Tabular.OpenTorch(6);
        var log = CoinFlips();
        var actor = Constant(log, [Binary()], 0);
        var returns = CriticFit.Returns(log, actor, actor.PredictAll(log), Gamma)[0];
        var plan = new TaskPlans(3, [], 4).Critics(1, [], [], areSeparate);
        var critics = new TaskCritics(new PlannedModule(plan, dropout: 0), [-returns.Average()], CPU);
        using var learner = Learner(log, actor, critics, Gamma, learningRate: 0.03, copy: new PlannedModule(plan, dropout: 0));

        Tabular.Train(learner, log, 500);

        // A reward at a = .5 is −ln 2 for both labels, so there is no noise. For the tolerance, see the tests of TSCAC critics on tables.
        var fit = CriticFit.Of(log, actor, critics, Gamma).Should().ContainSingle().Subject;
        critics.ValuesOfAll(log, actor.PredictAll(log))[0].Select(value => (double)value).Should().Equal(returns, Tabular.Within(2e-3));
        fit.Explained.Should().BeApproximately(1, 1e-4);
        fit.Correlation.Should().BeApproximately(1, 1e-4);
        fit.MeanReturn.Should().BeApproximately(returns.Average(), 1e-6);
    }

    [Fact]
    public void Of_ValuesAndReturnsOfWeightedRows_IsTheirWeightedMoments()
    {
        using var session = Tabular.OpenTorch(8);
        float[] values = [1, 3, -2, 0.5f], weights = [1, 2, 0.5f, 3];
        double[] returns = [2, 2.5, -1, 1];
        var log = Log([.. values.Select(value => new Row([value], [1f]))], weights);
        // The value is the feature, whatever the prediction is.
        var critics = Critics(NetworkPlan.Tower(2, [], 1), [[1, 0], [0]], 1);
        double Mean(Func<int, double> of) => weights.Select((weight, row) => weight * of(row)).Sum() / weights.Sum();

        var fit = CriticFit.Of(log, [Binary()], critics, [new float[values.Length]], [returns]).Should().ContainSingle().Subject;

        var (valueMean, returnMean) = (Mean(row => values[row]), Mean(row => returns[row]));
        var (valueVariance, returnVariance) = (Mean(row => Pow(values[row] - valueMean, 2)), Mean(row => Pow(returns[row] - returnMean, 2)));
        fit.MeanReturn.Should().BeApproximately(returnMean, 1e-6);
        fit.ValueDeviation.Should().BeApproximately(Sqrt(valueVariance), 1e-6);
        fit.ReturnDeviation.Should().BeApproximately(Sqrt(returnVariance), 1e-6);
        fit.Explained.Should().BeApproximately(1 - Mean(row => Pow(values[row] - returns[row], 2)) / returnVariance, 1e-6);
        fit.Correlation.Should().BeApproximately(
            Mean(row => (values[row] - valueMean) * (returns[row] - returnMean)) / Sqrt(valueVariance * returnVariance), 1e-6);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    public void Step_ActionNoise_MovesTheActionsThatAreJudged(double noise, bool isTheSame)
    {
        using var session = Tabular.OpenTorch(7);
        // The prediction is certain. Noise is clipped to [0, 1], so the reward of a wrong label is never below log(1e-4).
        var log = Log([.. Enumerable.Repeat(new Row([1f], [0f]), 64)]);
        var actor = Constant(log, [Binary()], 80);
        var critics = ConstantCritics(log, 0);
        using var learner = new TaskCriticLearner(new(log, 0, 0.01, 0, 0.2, noise), actor, critics, new PlannedModule(critics.Module.Plan, dropout: 0));

        var error = learner.Step(Tabular.Batch(log)).Values.Single().Value;

        var certain = Pow(Log(1e-4), 2);
        error.Should().BeLessThanOrEqualTo(certain + 1e-3);
        (Math.Abs(error - certain) < 1e-3).Should().Be(isTheSame);
    }

    private static double Exact(double p, double action) => p * Log(action) + (1 - p) * Log(1 - action);

    private static LogRows CoinFlips()
    {
        float[][] steps = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
        return Log([.. Enumerable.Range(0, 6).Select(row => new Row(steps[row % 3], [row % 2], Next: row % 3 == 2 ? -1 : row + 1))]);
    }

    private static TaskCriticLearner Learner(LogRows log, TaskNetwork actor, TaskCritics critics, double discount, double learningRate = 0.01,
        PlannedModule? copy = null)
        => new(new(log, discount, learningRate, WeightDecay: 0, TargetUpdateRate: 0.2, ActionNoise: 0), actor, critics, copy
            ?? new PlannedModule(critics.Module.Plan, dropout: 0));

    private static double Step(TaskCriticLearner learner, LogRows log, int row) => learner.Step(new(log.Data, [row], CPU)).Values.Single().Value;

    private static double ValueOf(TaskCritics critics, LogRows log, int row)
        => critics.ValuesOfAll(log, [.. critics.Scales.Select(_ => new float[log.Data.RowCount])])[0][row];
}
