using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests that model files of every released format version still load, and give the same scores. The files and the numbers come from fits of TSCAC and
/// RMTL on the log of the contract, and never change. A new format version gets new files.
/// </summary>
public class ModelFormatTests
{
    private static readonly ContractRow[] Rows =
    [
        new() { Features = [0, 0, 0, 0], Action = 0, ActionVector = [0, 0] },
        new() { Features = [1, -2, 0.5f, 3], Action = 5, ActionVector = [1, 4], Tags = [3, 1] },
        new() { Features = [-0.25f, 0, 2, -1], Action = 2, ActionVector = [-2, 3.5f] },
    ];

    private static readonly float[] StatisticsOfUser =
    [
        1.0986123f, 4.4998097f, 8.361111f, 0.575f, 2.3978953f, 4.4188404f,
        8.613145f, 0.575f, 1.0986123f, 4.4998097f, 8.361111f, 0.70285803f,
    ];

    private static readonly float[] StatisticsOfNobody =
    [
        0f, 0f, 8.1081085f, 0.58536583f, 2.3025851f, 5.209486f,
        8.517675f, 0.58536583f, 0f, 0f, 8.1081085f, 0.58536583f,
    ];

    /// <summary>
    /// The Score, Probability, ResponseValues (two), and PredictedAction (two) of each row. For tasks, the score and the columns of each task.
    /// </summary>
    public static TheoryData<string, float[][]> Models => new()
    {
        {
            "Categorical.v1.model",
            [
                [-1.1197199f, 0.0477585f, 3.4591632f, 0.78676957f],
                [0.94101834f, 0.043610644f, 3.099668f, 1.104187f],
                [-0.24698102f, 0.023003815f, 3.3425539f, 0.90387404f],
            ]
        },
        {
            "Gaussian.v1.model",
            [
                [-3.8795633f, 0.020659845f, 3.3256602f, 0.83084697f, -0.0052736513f, 2.8815339f],
                [-3.0745037f, 0.046212558f, 3.5238059f, 0.90217453f, 0.30576566f, 3.4403741f],
                [-3.5423503f, 0.028945217f, 3.503785f, 0.80074275f, -0.41682026f, 3.4445553f],
            ]
        },
        {
            "Tasks.v1.model",
            [
                [1.1746774f, -0.04650317f, 0.48837635f, 0f, 1.372602f],
                [1.0602555f, -0.57954717f, 0.3590368f, 0f, 1.4024376f],
                [1.1581316f, -0.05070205f, 0.48732722f, 0f, 1.3416088f],
            ]
        },
        {
            "Categorical.v2.model",
            [
                [1.4732668f, 0.5710723f, 3.9481118f, 0.7869933f],
                [-3.8797104f, 0.001947935f, 2.9460478f, 0.59175307f],
                [-1.495708f, 0.02928087f, 3.2275245f, 0.8224363f],
            ]
        },
        {
            "CategoricalIds.v2.model",
            [
                [15.352768f, 0.03562565f, 4.617247f, 0.91384554f],
                [23.897072f, 0.5935055f, 5.6384315f, 0.76692796f],
                [19.013103f, 0.0003911619f, 5.137598f, 0.82203156f],
            ]
        },
        {
            "Gaussian.v2.model",
            [
                [-3.8796923f, 0.020657178f, 3.8783607f, 0.83201367f, 0.015917474f, 2.8937495f],
                [-3.048542f, 0.047428027f, 3.824199f, 0.9098573f, 0.36670542f, 3.574809f],
                [-3.554062f, 0.028608197f, 4.412517f, 0.7998918f, -0.4132811f, 3.4973786f],
            ]
        },
        {
            "Tasks.v2.model",
            [
                [1.8023224f, 0.41195226f, 0.6015559f, 1f, 1.2007664f],
                [1.8831958f, 0.4107217f, 0.6012609f, 1f, 1.2819349f],
                [1.8235986f, 0.4397543f, 0.6082005f, 1f, 1.2153981f],
            ]
        },
        {
            "CategoricalEligible.v2.model",
            [
                [14.53224f, 0.043030567f, 4.5862446f, 0.915485f],
                [23.828943f, 0.9323389f, 5.6449904f, 0.7957822f],
                [18.469677f, 0.00019359081f, 5.1462345f, 0.822549f],
            ]
        },
        {
            "GaussianRange.v2.model",
            [
                [-3.0660603f, 0.0466044f, 5.5858593f, -0.22448349f, -1.0500164f],
                [-3.5730627f, 0.028069751f, 4.737951f, 1.7305412f, 1.8766937f],
                [-3.609211f, 0.027073199f, 4.802204f, -3.250061f, 1.8954182f],
            ]
        },
        {
            "CategoricalDeepFM.v2.model",
            [
                [0.28658774f, 0.16803035f],
                [0.8393114f, 0.16517548f],
                [0.44716966f, 0.16765691f],
            ]
        },
        {
            "TasksAitm.v2.model",
            [
                [1.2868872f, 0.15194172f, 0.5379125f, 1f, 1.4979492f],
                [1.2215058f, -0.12768865f, 0.46812114f, 0f, 1.5067693f],
                [1.2845082f, 0.14067967f, 0.535112f, 1f, 1.4987924f],
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Load_CommittedFile_ScoresTheCommittedNumbers(string file, float[][] expected)
    {
        var context = new MLContext();

        var scores = Load(file).Transform(context.View(Rows)).ReadScores();

        for (var row = 0; row < expected.Length; row++)
            scores[row].Should()
                .Equal(expected[row], (score, number) => Math.Abs(score - number) <= 1e-5 * Math.Max(1, Math.Abs(number)), $"row {row} has them");
    }

    [Fact]
    public void Load_CommittedFileOfCandidates_ScoresTheCommittedNumbers()
    {
        var scores = Load("Candidates.v2.model").Transform(new MLContext().Candidates([.. CandidateLog.Rows.Take(2)])).ReadScores();

        scores[0].Should().Equal([-1.05147f, 5.960321f, 0.87726635f], (score, number) => Math.Abs(score - number) <= 1e-4);
        scores[1].Should().Equal([-0.51916355f, 5.9951925f, 0.8989884f], (score, number) => Math.Abs(score - number) <= 1e-4);
    }

    [Fact]
    public void Load_CommittedWatchTimeNormalizer_GivesTheCommittedNumbers()
    {
        var normalizer = (WatchTimeNormalizingTransformer)new MLContext().Model.Load(PathOf("WatchTime.v1.model"), out _);

        normalizer.DurationEdges.Should().Equal(961, 981);
        normalizer.ToQuantile(2.5f, 960).Should().BeApproximately((0.685f + 0.9f) / 2, 1e-6f);
    }

    [Fact]
    public void Load_CommittedResponseStatistics_GivesTheCommittedNumbers()
    {
        var statistics = (ResponseStatisticsTransformer)new MLContext().Model.Load(PathOf("ResponseStatistics.v1.model"), out _);
        StatisticsRow[] rows = [StatisticsRow.Draw(5, 40)[^1] with { Time = 1_700_000_100 }, new() { User = "nobody", Item = 3, Time = 1_700_000_200 }];

        var vectors = statistics.Transform(new MLContext().Data.LoadFromEnumerable(rows)).GetColumn<float[]>("Statistics").ToArray();

        statistics.SlotNames.Should().HaveCount(12).And.StartWith(["User.LogCount", "User.LogSecondsSinceLast", "User.Watch.Mean", "User.Click.Mean"]);
        vectors[0].Should().Equal(StatisticsOfUser, (value, number) => Math.Abs(value - number) <= 1e-5);
        vectors[1].Should().Equal(StatisticsOfNobody, (value, number) => Math.Abs(value - number) <= 1e-5);
    }

    [Theory]
    [InlineData("Categorical.v1.model", "critic Label")]
    [InlineData("Gaussian.v1.model", "actor-critic Label")]
    [InlineData("Categorical.v2.model", "critic Label")]
    [InlineData("Gaussian.v2.model", "actor-critic Label")]
    public void Load_CommittedFile_HasHistoryAndCritics(string file, string lastStage)
    {
        var model = Load(file).Model;

        model.History.Should().HaveCount(6);
        model.History[^1].Stage.Should().Be(lastStage);
        model.History[^1].Metrics.Should().ContainKeys("ess", "Label ncis", "Click ncis");
        model.Critics.Select(critic => (critic.ResponseColumnName, critic.DiscountFactor)).Should().Equal(("Label", 0.9), ("Click", 0.5));
        model.Critics[0].MeanReturn.Should().Be(3.5468887499999964);
    }

    [Theory]
    [InlineData("Tasks.v1.model", -1.7445469525495048)]
    [InlineData("Tasks.v2.model", -1.8819829593764377)]
    public void Load_CommittedTasksFile_HasHistoryAndCriticsForAnotherFit(string file, double meanReturn)
    {
        var model = Load(file).Model;

        model.History.Select(entry => entry.Stage).Distinct().Should().Equal("tasks", "critics", "fine-tuning");
        model.History[^1].Metrics.Should().ContainKeys("Click logloss", "Click s-logloss", "Click auc", "Label error");
        model.Critics.Select(critic => (critic.ResponseColumnName, critic.DiscountFactor)).Should().Equal(("Click", 0.9), ("Label", 0.9));
        model.Critics[0].MeanReturn.Should().Be(meanReturn);
        var fit = () => new TaskFit { Critics = model.Critics, Epochs = 1, FineTuningEpochs = 1 }.FitRmtl();
        fit.Should().NotThrow();
    }

    [Fact]
    public void Load_CommittedCategoricalFile_KeepsItsDial()
    {
        var turned = Load("Categorical.v1.model").WithConstraintStrength(0.25);

        turned.Transform(new MLContext().View(Rows)).GetColumn<float>("Score").Should()
            .Equal([-3.410553f, -10.73754f, -5.5829096f], (score, number) => Math.Abs(score - number) <= 1e-4);
    }

    [Fact]
    public void Load_CommittedCategoricalFileOfVersion1_NamesActionsByTheirKeysAndWarnsOfNothing()
    {
        var model = Load("Categorical.v1.model").Model;

        model.CategoricalPolicy!.ActionIds.Should().Equal("1", "2", "3", "4", "5", "6");
        model.CategoricalPolicy.IsConstraintStrengthExact.Should().BeTrue();
        model.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Load_CommittedCategoricalFileOfVersion2_KeepsIdsAndWarningsAndTheStrengthOfTheFit()
    {
        var model = Load("Categorical.v2.model").Model;

        model.CategoricalPolicy!.ActionIds.Should().Equal("video 0", "video 1", "video 2", "video 3", "video 4", "video 5");
        model.CategoricalPolicy.ConstraintStrength.Should().Be(0.5);
        model.CategoricalPolicy.IsConstraintStrengthExact.Should().BeFalse();
        model.Warnings.Should().SatisfyRespectively(
            warning => warning.Should().StartWith("The critic of 'Click' explains nothing of the held-out sessions"),
            warning => warning.Should().StartWith("The critic of 'Label' explains nothing of the held-out sessions"),
            warning => warning.Should().StartWith("The constraint strength was changed from 1 to 0.5 without refitting, which is approximate"));
    }

    [Theory]
    [InlineData("Categorical.v1.model")]
    [InlineData("Categorical.v2.model")]
    public void WithActions_CommittedFileWithoutActionTowers_SaysWhy(string file)
        => FluentActions.Invoking(() => Load(file).WithActions(new MLContext().View(Rows))).Should().Throw<InvalidOperationException>()
            .WithMessage("This policy cannot have another catalog: its file was written by an earlier version, which did not keep the networks *");

    [Fact]
    public void WithActions_CommittedFileWithIds_EmbedsTheSameItemsAlike()
    {
        var model = Load("CategoricalIds.v2.model");
        var items = new MLContext().View(ContractLog.Rows.DistinctBy(row => row.Action));

        var again = model.WithActions(items);

        again.Model.CategoricalPolicy!.ActionIds.Should().Equal(ContractLog.Rows.Select(row => row.ActionText).Distinct());
        again.Transform(new MLContext().View(Rows)).GetColumn<float>("Score").Should()
            .Equal(model.Transform(new MLContext().View(Rows)).GetColumn<float>("Score"), (one, other) => Math.Abs(one - other) <= 1e-5);
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Load(string file)
        => (RankingPredictionTransformer<NeuralRankingModelParameters>)new MLContext().Model.Load(PathOf(file), out _);

    private static string PathOf(string file) => Path.Combine(Repository.Root, "tests", "Microsoft.ML.ReinforcementRanking.Tests", "Contract", "Models", file);
}
