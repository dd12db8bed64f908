using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Compares RMTL with plain multi-task training. They are equal if the weights of RMTL are 1, and RMTL is never worse than its start on the held-out rows.
/// </summary>
public class RmtlFitTests
{
    public static TheoryData<MultiTaskBackbone> Backbones =>
    [
        new SingleTaskBackbone { BottomUnits = [8], TowerUnits = [4] },
        new SharedBottomBackbone { BottomUnits = [8], TowerUnits = [4] },
        new EsmmBackbone { BottomUnits = [8], TowerUnits = [4] },
        new OmoeBackbone { ExpertUnits = [8], TowerUnits = [4] },
        new MmoeBackbone { ExpertUnits = [8], TowerUnits = [4] },
        new PleBackbone { ExpertUnits = [8, 8], TowerUnits = [4] },
        new AitmBackbone { BottomUnits = [8], TowerUnits = [4] },
    ];

    [Theory]
    [MemberData(nameof(Backbones))]
    public void Fit_StrengthZero_IsPlainTrainingOfEqualEpochsBitForBit(MultiTaskBackbone backbone)
    {
        var fit = new TaskFit { Backbone = backbone, Weight = "Weight", Strength = 0 };

        Weights(fit.FitRmtl()).Should().Equal(Weights(fit.FitPlain()));
    }

    [Theory]
    [InlineData(LossWeighting.None, true)]
    [InlineData(LossWeighting.Constant, true)]
    [InlineData(LossWeighting.Full, false)]
    [InlineData(LossWeighting.NegativeValue, false)]
    public void Fit_WeightsThatDoNotDifferBetweenRows_IsPlainTrainingToo(LossWeighting weighting, bool isPlain)
    {
        // Without held-out sessions, every epoch is kept, so a difference cannot be lost with a worse epoch.
        var fit = new TaskFit { Weighting = weighting, ValidationFraction = 0 };

        Weights(fit.FitRmtl()).SequenceEqual(Weights(fit.FitPlain())).Should().Be(isPlain);
    }

    [Fact]
    public void Weighting_NotGiven_IsThatOfThePaper() => new RmtlRankingTrainer.Options().Weighting.Should().Be(LossWeighting.Full);

    [Fact]
    public void Fit_FineTuningThatOnlyWorsens_ReturnsThePretrainedNetwork()
    {
        var fit = new TaskFit { FineTuningRate = 10 };
        var pretrained = (fit with { FineTuningEpochs = 0 }).FitPlain();

        foreach (var model in new[] { fit.FitRmtl(), fit.FitPlain() })
        {
            Losses(model, "fine-tuning").Min().Should().BeGreaterThan(Losses(model, "tasks").Min(), "the step is far too long");
            Weights(model).Should().Equal(Weights(pretrained));
        }
        Weights((fit with { ValidationFraction = 0 }).FitPlain()).Should()
            .NotEqual(Weights((fit with { ValidationFraction = 0, FineTuningEpochs = 0 }).FitPlain()), "nothing held out, nothing to compare");
    }

    [Fact]
    public void Fit_ThreeStages_ReportsWhatEachIsAbout()
    {
        var history = new TaskFit().FitRmtl().Model.History;

        history.Select(entry => entry.Stage).Distinct().Should().Equal("tasks", "critics", "fine-tuning");
        Last("tasks").Losses.Keys.Should().Equal("loss", "Click loss", "Label loss");
        Last("tasks").Metrics.Keys.Should().Equal("Click logloss", "Click s-logloss", "Click auc", "Label error");
        Last("critics").Losses.Keys.Should().Equal("temporal difference");
        Last("critics").Metrics.Keys.Should().Equal("Click r2", "Click correlation", "Label r2", "Label correlation");
        Last("fine-tuning").Losses.Keys.Should().Equal("loss", "Click loss", "Label loss", "Click weight spread", "Label weight spread");
        Last("fine-tuning").Losses["Click weight spread"].Should().BePositive();

        TrainingHistoryEntry Last(string stage) => history.Last(entry => entry.Stage == stage);
    }

    [Fact]
    public void Fit_StateThatNeverVaries_SaysThatTheCriticsDoNotAndWhatToDo()
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, row => row.Features = [1, 1, 1, 1]);
        var fit = () => new TaskFit { Fields = [] }.FitRmtl(rows);

        fit.Should().Throw<InvalidOperationException>()
            .WithMessage("The critic of task 'Click' gives every training row the same value (standard deviation *), so all weights would be equal. " +
            "Give the state features that vary, train the critics longer or with another Seed, or use the MultiTask trainer, which this would be.");
    }

    [Fact]
    public void Fit_UntrainedCritics_WarnsInTheContextsLog()
    {
        var (context, log) = (new MLContext(1), new List<string>());
        context.Log += (_, entry) => log.Add(entry.Message);

        context.Ranking.Trainers.Rmtl(new TaskFit { CriticEpochs = 1, CriticRate = 1e-9 }.Rmtl).Fit(context.View());

        log.Should().ContainMatch(
            "*The critic of task 'Click' does not predict the returns of held-out sessions (R² -*, correlation *): its weights say little*lower the discount "
            + "factor, or compare with the MultiTask trainer at equal epochs.*");
    }

    [Fact]
    public void Fit_RegressionInAnotherUnit_PredictsInThatUnit()
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, row => row.Label = 1000 + 50 * row.Label);
        var (own, other) = (new TaskFit().FitRmtl(), new TaskFit().FitRmtl(rows));

        var (grades, numbers) = (Column(own, "Label.Score"), Column(other, "Label.Score"));

        // The standardized targets equal those of the grades up to rounding errors, which a few steps of Adam hardly increase.
        numbers.Should().Equal(grades, (number, grade) => Math.Abs(number - (1000 + 50 * grade)) < 0.5);
        grades.Average().Should().BeApproximately(ContractLog.Rows.Average(row => row.Label), 0.5f);
        Column(other, "Score").Should()
            .Equal(numbers.Zip(Column(other, "Click.Probability"), (number, click) => number + click), (score, sum) => Math.Abs(score - sum) < 1e-3);
    }

    [Theory]
    [InlineData("Click", TaskKind.Auto, true)]
    [InlineData("Click", TaskKind.Regression, false)]
    [InlineData("Propensity", TaskKind.Auto, false)]
    [InlineData("Propensity", TaskKind.Binary, true)]
    public void Fit_KindOfATask_DecidesItsColumns(string column, TaskKind kind, bool isBinary)
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, row => row.Propensity = row.Click ? 1 : 0);
        var fit = new TaskFit { Tasks = [new(column) { Kind = kind }], FineTuningEpochs = 0 };
        var (context, view) = (new MLContext(1), new MLContext(1).View(rows));

        var schema = fit.FitPlain(rows).Transform(view).Schema;

        schema.Select(output => output.Name).Where(name => name.StartsWith(column + ".", StringComparison.Ordinal)).Should()
            .Equal(isBinary ? [$"{column}.Score", $"{column}.Probability", $"{column}.PredictedLabel"] : [$"{column}.Score"]);
        context.Ranking.Trainers.MultiTask(fit.Plain).GetOutputSchema(view.Schema.ToShape()).Describe().Should().Equal(schema.ToShape().Describe());
    }

    private static float[] Weights(RankingPredictionTransformer<NeuralRankingModelParameters> model)
        => [.. ((TaskHead)model.Model.Head).Network.Weights.SelectMany(array => array)];

    /// <summary>The metric by which the epochs of the two tasks are compared.</summary>
    private static double[] Losses(RankingPredictionTransformer<NeuralRankingModelParameters> model, string stage)
        => [.. model.Model.History.Where(entry => entry.Stage == stage).Select(entry => entry.Metrics["Click logloss"] + entry.Metrics["Label error"])];

    private static float[] Column(RankingPredictionTransformer<NeuralRankingModelParameters> model, string name)
        => [.. model.Transform(new MLContext(1).View()).GetColumn<float>(name)];
}
