using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Tuning;

/// <summary>
/// Most pipelines of these tests fit nothing: the learning rate chooses one of three columns of probabilities, whose metrics are known. What one task gains by
/// it, the other one loses.
/// </summary>
public sealed class TaskTuningTests
{
    private const int ModelCount = 3;

    private static readonly MLContext Context = new(seed: 1);

    private readonly MultiTaskRankingTrainer.Options _options = new() { Tasks = [new("Click"), new("Buy")], LearningRate = 1e-4 };

    [Theory]
    [InlineData(TaskTuningMetric.AreaUnderRocCurve, 1)]
    [InlineData(TaskTuningMetric.GroupAreaUnderRocCurve, 1)]
    [InlineData(TaskTuningMetric.LogLoss, 0.1053605)]
    [InlineData(TaskTuningMetric.SessionLogLoss, 0.1053605)]
    public void TuneTasks_EachMetric_FindsTheBestModel(TaskTuningMetric metric, double best)
    {
        var result = Tune(["Click"], new() { NumberOfTrials = 7, TunedOptions = ["LearningRate"], Metric = metric });

        Model(result.BestOptions).Should().Be(ModelCount - 1, "it gives rows with a click the probability 0.9, and others 0.1");
        result.Best.MeanValue.Should().BeApproximately(best, 1e-6);
        result.Best.Metrics.Should().HaveCount(5);
        _options.LearningRate.Should().Be(1e-4, "the given options are not changed");
    }

    [Fact]
    public void TuneTasks_TasksThatDisagree_AreAllOnTheParetoFront()
    {
        var result = Tune(["Click", "Buy"], new() { NumberOfTrials = 9, NumberOfRounds = 1, TunedOptions = ["LearningRate"] });

        result.ParetoFront.Select(trial => Model((MultiTaskRankingTrainer.Options)trial.Options)).Distinct().Should().BeEquivalentTo([0, 1, 2]);
        result.Trials.Should().OnlyContain(trial => Math.Abs(trial.TaskValues.Sum() - 1) < 1e-6);
        result.ToString().Should().Contain("Click").And.Contain("Buy").And.Contain("LearningRate 0.000");
    }

    [Fact]
    public void TuneTasks_Rounds_HalveAndReport()
    {
        var reported = new List<TaskTrial>();

        var result = Tune(["Click"], new()
        {
            NumberOfTrials = 6,
            HalvingFactor = 2,
            TunedOptions = ["LearningRate"],
            NumberOfFolds = 2,
            Metric = TaskTuningMetric.LogLoss,
            Progress = new ListProgress(reported),
        });

        result.Trials.CountBy(trial => trial.Round).Select(round => round.Value).Should().Equal(6, 3);
        reported.Should().Equal(result.Trials);
        result.Trials.Where(trial => trial.Round == 1).Should().OnlyContain(trial => trial.SessionShare == 1
            && trial.Metrics.Sum(fold => fold.SessionCount) == 100, "each session is in one fold");
        var best = result.Trials.Where(trial => trial.Round == 0).OrderBy(trial => trial.MeanValue).ThenBy(trial => trial.Number).Take(3);
        result.Trials.Where(trial => trial.Round == 1).Select(trial => trial.Number).Should().BeEquivalentTo(best.Select(trial => trial.Number));
    }

    [Fact]
    public void TuneTasks_LossOfARegression_SaysWhatToChoose() => FluentActions.Invoking(() => Context.Ranking.TuneTasks(Log(), _options,
            _ => Context.Transforms.CopyColumns("Number.Score", "Number"), ["Number"], tuning: new() { Metric = TaskTuningMetric.LogLoss }))
        .Should().Throw<InvalidOperationException>().WithMessage("LogLoss of task 'Number' is not defined*choose AreaUnderRocCurve*");

    [Fact]
    public void TuneTasks_WrongOptions_ListsAllOfThem()
        => FluentActions.Invoking(() => Tune(["Click"], new() { NumberOfTrials = 0, NumberOfFolds = 1, Metric = (TaskTuningMetric)9 }))
            .Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*NumberOfTrials must be at least 1*Metric must be one of AreaUnderRocCurve*NumberOfFolds must be at least 2*");

    [Fact]
    public void TuneTasks_OptionsOfParts_AreTuned()
    {
        var options = new FitSettings { Epochs = 1 }.ToMultiTask(new MmoeBackbone { ExpertUnits = [16, 8], TowerUnits = [4] });

        var result = Context.Ranking.TuneTasks(Context.View(), options, Context.Ranking.Trainers.MultiTask, ["Click", "Label"], tuning: new()
        {
            NumberOfTrials = 3,
            NumberOfRounds = 1,
            NumberOfFolds = 2,
            TunedOptions = ["LearningRate", "Backbone.NumberOfExperts", "Backbone.ExpertUnits", "Tasks['Click'].LossWeight"],
        });

        result.Trials.Should().OnlyContain(trial => trial.Failure == null && trial.TaskValues.Count == 2);
        result.Trials[0].Values.Should().Contain("Backbone.NumberOfExperts", 4).And.Contain("Backbone.ExpertUnits", 16).And
            .Contain("Tasks['Click'].LossWeight", 1);
        foreach (var drawn in result.Trials.Skip(1).Select(trial => (MultiTaskRankingTrainer.Options)trial.Options))
        {
            var backbone = (MmoeBackbone)drawn.Backbone;
            backbone.NumberOfExperts.Should().BeInRange(2, 8);
            backbone.ExpertUnits[0].Should().BeInRange(4, 64).And.NotBe(16);
            backbone.ExpertUnits[1].Should().BeCloseTo(backbone.ExpertUnits[0] / 2, 1, "widths keep their ratios");
            backbone.TowerUnits.Should().Equal(4);
            drawn.Tasks[0].LossWeight.Should().BeInRange(0.1, 10).And.NotBe(1);
        }
        ((MmoeBackbone)options.Backbone).ExpertUnits.Should().Equal(16, 8);
    }

    [Fact]
    public void TuneTasks_AllOptions_TunesNumbersOfPartsAndNoWidths()
    {
        var result = Tune(["Click"], new() { NumberOfTrials = 2, NumberOfRounds = 1 }, new RmtlRankingTrainer.Options
        {
            Tasks = [new("Click")],
            CategoricalColumnNames = [],
            DiscountFactor = 0.9,
        });

        result.Best.Values.Keys.Should().Contain(["Backbone.NumberOfExperts", "Tasks['Click'].LossWeight", "WeightStrength", "DiscountFactor"]).And
            .NotContain(["EmbeddingDimension", "AnchorStrength", "FineTuningLearningRate", "Backbone.ExpertUnits", "CriticBottomUnits"]);
    }

    private TaskTuningResult<MultiTaskRankingTrainer.Options> Tune(string[] tasks, TaskTuningOptions tuning)
        => Context.Ranking.TuneTasks(Log(), _options, Pipeline, tasks, tuning: tuning);

    // The trainer checks the options, and a column takes the place of its predictions.
    private static TaskTuningResult<RmtlRankingTrainer.Options> Tune(string[] tasks, TaskTuningOptions tuning, RmtlRankingTrainer.Options options)
        => Context.Ranking.TuneTasks(Log(), options, given =>
        {
            Context.Ranking.Trainers.Rmtl(given);
            return Context.Transforms.CopyColumns("Click.Probability", "Model0");
        }, tasks, tuning: tuning);

    private static IEstimator<ITransformer> Pipeline(MultiTaskRankingTrainer.Options options)
        => Context.Transforms.CopyColumns("Click.Probability", $"Model{Model(options)}")
            .Append(Context.Transforms.CopyColumns("Buy.Probability", $"Model{Model(options)}"));

    /// <summary>Returns the number of the model that a learning rate from 1e-4 to 1e-2 stands for.</summary>
    private static int Model(MultiTaskRankingTrainer.Options options)
        => Math.Min(ModelCount - 1, (int)(ModelCount * Math.Log10(options.LearningRate * 1e4) / 2));

    // Each session has one row with a click and one with a purchase.
    private static IDataView Log() => Context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(row => new Row
    {
        GroupId = row / 2,
        Click = row % 2 == 0,
        Buy = row % 2 == 1,
        Number = row % 7,
        Model0 = row % 2 == 0 ? 0.1f : 0.9f,
        Model1 = 0.5f,
        Model2 = row % 2 == 0 ? 0.9f : 0.1f,
    }).ToArray());

    private sealed class Row
    {
        public int GroupId { get; set; }

        public bool Click { get; set; }

        public bool Buy { get; set; }

        public float Number { get; set; }

        public float Model0 { get; set; }

        public float Model1 { get; set; }

        public float Model2 { get; set; }
    }

    private sealed class ListProgress(List<TaskTrial> trials) : IProgress<TaskTrial>
    {
        public void Report(TaskTrial value) => trials.Add(value);
    }
}
