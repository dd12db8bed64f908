using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests errors about options of the multi-task trainers that are out of range. One message lists all of them, before any data are read.
/// </summary>
public class TaskOptionErrorTests
{
    private static readonly string[] Shared =
    [
        "FeatureColumnName must be a column name, but was ''.",
        "ExampleWeightColumnName must be null or a column name, but was ' '.",
        "BatchSize must be at least 1, but was 0.",
        "ValidationFraction must be at least 0 and below 1, but was 1.",
        "EarlyStoppingPatience must be at least 1, but was 0.",
        "DropoutRate must be at least 0 and below 1, but was 1.5.",
        "WeightDecay must be at least 0, but was NaN.",
        "EmbeddingDimension must be at least 1, but was -1.",
        "EmbeddingPriorStrength must be at least 0, but was -2.",
        "NumberOfEpochs must be at least 1, but was 0.",
        "LearningRate must be above 0, but was 0.",
        "FineTuningLearningRate must be above 0, but was -1.",
        "SelectionMetric must be LogLoss, SessionLogLoss or AreaUnderRocCurve, but was 7.",
        "CategoricalColumnNames must be distinct column names, but was Tags, Tags.",
        "Tasks['Click'].LossWeight must be above 0, but was 0.",
        "Tasks['Click'].ScoreWeight must be finite, but was NaN.",
        "Tasks['Click'].Kind must be Auto, Binary or Regression, but was 5.",
        "Tasks[''] must be a column name, but was ''.",
        "Tasks must be distinct columns, but contains 'Click' more than once.",
        "Backbone.NumberOfSharedExperts must be at least 1, but was 0.",
        "Backbone.NumberOfTaskExperts must be at least 0, but was -1.",
        "Backbone.ExpertUnits must be at least 1, but was 8, 0.",
        "Backbone.TowerUnits must be at least 1, but was null.",
    ];

    private static readonly string[] OfRmtl =
    [
        "RowGroupColumnName must be null or a column name, but was ' '.",
        "WeightStrength must be at least 0, but was -1.",
        "Weighting must be Full, LabelTimesValue, Constant, NegativeValue or None, but was 9.",
        "FineTuning must be WeightedLoss or CriticGradient, but was 3.",
        "AnchorStrength must be at least 0, but was NaN.",
        "DiscountFactor must be at least 0 and below 1, but was 1.",
        "NumberOfCriticEpochs must be at least 1, but was 0.",
        "NumberOfFineTuningEpochs must be at least 1, but was 0.",
        "CriticBottomUnits must be a list of widths of at least 1, but was 0.",
        "CriticTowerUnits must be a list of widths of at least 1, but was null.",
        "CriticLearningRate must be above 0, but was Infinity.",
        "TargetUpdateRate must be above 0 and at most 1, but was 0.",
        "ActionNoise must be at least 0, but was -0.1.",
    ];

    private static readonly TaskColumn[] BadTasks = [new("Click") { LossWeight = 0, ScoreWeight = double.NaN, Kind = (TaskKind)5 }, new("Click"), new("")];
    private static readonly PleBackbone BadBackbone = new() { NumberOfSharedExperts = 0, NumberOfTaskExperts = -1, ExpertUnits = [8, 0], TowerUnits = null! };

    private readonly MLContext _context = new(1);

    [Fact]
    public void Rmtl_EveryOptionOutOfRange_ListsAllInOneMessage()
    {
        var options = WithBadShared<RmtlRankingTrainer.Options>();
        options.WeightStrength = -1;
        options.Weighting = (LossWeighting)9;
        options.FineTuning = (FineTuningObjective)3;
        options.AnchorStrength = double.NaN;
        options.DiscountFactor = 1;
        options.NumberOfCriticEpochs = 0;
        options.NumberOfFineTuningEpochs = 0;
        options.CriticBottomUnits = [0];
        options.CriticTowerUnits = null!;
        options.CriticLearningRate = double.PositiveInfinity;
        options.TargetUpdateRate = 0;
        options.ActionNoise = -0.1;

        ShouldList([.. Shared, .. OfRmtl], () => _context.Ranking.Trainers.Rmtl(options));
    }

    [Fact]
    public void MultiTask_EveryOptionOutOfRange_ListsAllInOneMessage()
    {
        var options = WithBadShared<MultiTaskRankingTrainer.Options>();
        options.NumberOfFineTuningEpochs = -2;

        ShouldList([.. Shared, "RowGroupColumnName must be null or a column name, but was ' '.", "NumberOfFineTuningEpochs must be at least 0, but was -2."],
            () => _context.Ranking.Trainers.MultiTask(options));
    }

    [Fact]
    public void MultiTask_MissingLists_AreNamed()
    {
        Creating(new() { Tasks = [] }).WithMessage("Tasks must be at least one task, none of them null, but was empty.*");
        Creating(new() { Tasks = null! }).WithMessage("Tasks must be at least one task, none of them null, but was null.*");
        Creating(new() { Tasks = [new("Click"), null!] })
            .WithMessage("Tasks must be at least one task, none of them null, but was a list with a null element.*");
        Creating(new() { Tasks = [new("Click")], CategoricalColumnNames = null! })
            .WithMessage("CategoricalColumnNames must be distinct column names, but was null.*");
        Creating(new() { Tasks = [new("Click")], CategoricalColumnNames = ["Tags", " "] })
            .WithMessage("CategoricalColumnNames must be distinct column names, but was Tags,  .*");
        Creating(new() { Tasks = [new("Click")], Backbone = null! }).WithMessage("Backbone must be a backbone, but was null.*");
        ((Action)(() => _context.Ranking.Trainers.MultiTask((string[])null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _context.Ranking.Trainers.Rmtl((string[])null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _context.Ranking.Trainers.Rmtl((RmtlRankingTrainer.Options)null!))).Should().Throw<ArgumentNullException>();
    }

    public static TheoryData<MultiTaskBackbone, string> Backbones => new()
    {
        { new SingleTaskBackbone { BottomUnits = [0] }, "Backbone.BottomUnits must be at least 1, but was 0.*" },
        { new SharedBottomBackbone { BottomUnits = null! }, "Backbone.BottomUnits must be at least 1, but was null.*" },
        { new EsmmBackbone { BottomUnits = [8, -1] }, "Backbone.BottomUnits must be at least 1, but was 8, -1.*" },
        { new OmoeBackbone { NumberOfExperts = 0, ExpertUnits = [0] },
            "Backbone.NumberOfExperts must be at least 1, but was 0. Backbone.ExpertUnits must be at least 1, but was 0.*" },
        { new MmoeBackbone { NumberOfExperts = 0, TowerUnits = [0] },
            "Backbone.NumberOfExperts must be at least 1, but was 0. Backbone.TowerUnits must be at least 1, but was 0.*" },
        { new AitmBackbone { BottomUnits = [0], CalibrationStrength = -1 },
            "Backbone.BottomUnits must be at least 1, but was 0. Backbone.CalibrationStrength must be at least 0, but was -1.*" },
    };

    [Theory]
    [MemberData(nameof(Backbones))]
    public void MultiTask_BackboneOutOfRange_NamesItsSizes(MultiTaskBackbone backbone, string message)
        => Creating(new() { Tasks = [new("Click")], Backbone = backbone }).WithMessage(message);

    private FluentAssertions.Specialized.ExceptionAssertions<ArgumentException> Creating(MultiTaskRankingTrainer.Options options)
        => ((Action)(() => _context.Ranking.Trainers.MultiTask(options))).Should().Throw<ArgumentException>();

    private static void ShouldList(string[] failures, Action create)
    {
        var message = create.Should().Throw<ArgumentException>().Which.Message;
        failures.Should().AllSatisfy(failure => message.Should().Contain(failure));
        message.Split(" must be ").Should().HaveCount(failures.Length + 1, "nothing else is complained about");
    }

    /// <summary>Creates options in which every option that both trainers have is out of its range.</summary>
    private static TOptions WithBadShared<TOptions>()
        where TOptions : MultiTaskOptions, new() => new()
        {
            FeatureColumnName = "",
            RowGroupColumnName = " ",
            ExampleWeightColumnName = " ",
            BatchSize = 0,
            ValidationFraction = 1,
            EarlyStoppingPatience = 0,
            DropoutRate = 1.5,
            WeightDecay = double.NaN,
            EmbeddingDimension = -1,
            EmbeddingPriorStrength = -2,
            NumberOfEpochs = 0,
            LearningRate = 0,
            FineTuningLearningRate = -1,
            SelectionMetric = (TaskSelectionMetric)7,
            CategoricalColumnNames = ["Tags", "Tags"],
            Tasks = BadTasks,
            Backbone = BadBackbone,
        };
}
