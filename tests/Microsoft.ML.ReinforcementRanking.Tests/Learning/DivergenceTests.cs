using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests that numbers which are not finite end a stage, say where, and leave the last good weights.</summary>
public sealed class DivergenceTests : IDisposable
{
    // A step multiplies all weights by 1 − 10 · 1000, about −10⁴, so the range of Single is left after a few steps.
    private const double Rate = 10, Decay = 1000;

    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly LogRows _log = TaskTabular.Log([.. Enumerable.Range(0, 10).Select(row => new TaskTabular.Row([row], [0]))]);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Fit_LastStageDivergesAfterAnEpoch_OffersTheModelOfTheBestEpoch()
    {
        var context = new MLContext(1);
        var data = context.View();
        var fit = () => context.Ranking.Trainers.BehaviorCloning(Cloning(batchSize: 1000)).Fit(data);

        var thrown = fit.Should().Throw<TrainingDivergedException>().Which;

        thrown.Message.Should().Match($"Training diverged in stage 'behavior policy', epoch {thrown.Epoch}, step 1: * became *. Lower the learning rate, "
            + "limit the gradients by MaximumGradientNorm, or normalize the features and responses. "
            + $"LastGoodModel has the weights of epoch {thrown.LastGoodEpoch}.");
        (thrown.Stage, thrown.Step).Should().Be(("behavior policy", 1));
        double.IsFinite(thrown.Value).Should().BeFalse();
        thrown.LastGoodEpoch.Should().BeInRange(1, thrown.Epoch - 1);
        thrown.LastGoodModel!.Model.Warnings.Should().ContainMatch($"Training diverged in stage *The model is that of epoch {thrown.LastGoodEpoch} of 20.");
        thrown.LastGoodModel.Transform(data).GetColumn<float>("Score").Should().OnlyContain(score => float.IsFinite(score));
    }

    [Fact]
    public void Fit_FirstEpochDiverges_HasNoModel()
    {
        var context = new MLContext(1);
        var fit = () => context.Ranking.Trainers.BehaviorCloning(Cloning(batchSize: 8)).Fit(context.View());

        var thrown = fit.Should().Throw<TrainingDivergedException>().Which;

        (thrown.Epoch, thrown.LastGoodEpoch).Should().Be((1, 0));
        thrown.LastGoodModel.Should().BeNull();
        thrown.Step.Should().BeGreaterThan(1);
        thrown.Message.Should().EndWith("normalize the features and responses.");
    }

    [Fact]
    public void Fit_EarlierStageDiverges_NamesItAndHasNoModel()
    {
        var context = new MLContext(1);
        var options = new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new("Click")],
            PolicyLearningRate = Rate,
            WeightDecay = Decay,
            BatchSize = 8,
        };
        var fit = () => context.Ranking.Trainers.Tscac(options).Fit(context.View());

        var thrown = fit.Should().Throw<TrainingDivergedException>().Which;

        thrown.Stage.Should().Be("behavior policy");
        thrown.LastGoodModel.Should().BeNull();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Train_WeightThatNoLossShows_EndsTheStageWithTheWeightsBefore(float spoiled)
    {
        using var run = new TrainingRun(LogRow.Host(), _session, _log, null, new(BatchSize: 10, Patience: 2, null, default), seed: 1);
        var plan = new TrainingPlan();
        var stage = plan.Add("last", 20, () => new Spoiled(spoiled, inEpoch: 3));

        run.Train(plan);

        var (exception, epoch) = run.Divergence!.Value;
        (exception.Stage, exception.Epoch, exception.Step, exception.ValueName, epoch).Should().Be(("last", 3, 1, "a weight", 2));
        stage.Learner.Weight.Should().Be(2);
        run.Warnings.Should().ContainSingle().Which.Should().EndWith("The model is that of epoch 2 of 20.");
    }

    private static BehaviorCloningTrainer.Options Cloning(int batchSize) => new()
    {
        RowGroupColumnName = "GroupId",
        PolicyLearningRate = Rate,
        WeightDecay = Decay,
        BatchSize = batchSize,
        EarlyStoppingPatience = 100,
    };

    /// <summary>Represents a learner whose weight is the number of its epochs until it is spoiled, while its loss stays 1.</summary>
    private sealed class Spoiled(float spoiled, int inEpoch) : Learner
    {
        private readonly AffineMap _module = new(new Parameter(zeros(1, 1)));

        public float Weight => _module.CopyWeights()[0][0];

        protected override IReadOnlyList<NetworkModule> Modules => [_module];

        public override StepLosses Step(TransitionBatch batch)
        {
            _module.LoadWeights([[Weight + 1 == inEpoch ? spoiled : Weight + 1]]);
            return new("loss", 1);
        }

        public override Assessment Assess(LogRows heldOut) => throw new NotSupportedException();
    }
}
