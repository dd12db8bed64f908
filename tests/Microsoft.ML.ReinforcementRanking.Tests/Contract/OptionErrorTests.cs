using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests errors about options that are out of range. One message lists all of them, before any data are read.</summary>
public class OptionErrorTests
{
    private static readonly string[] Failures =
    [
        "FeatureColumnName must be a column name, but was ''.",
        "ActionColumnName must be a column name, but was null.",
        "RowGroupColumnName must be null or a column name, but was ' '.",
        "LabelColumnName must be a column name, but was ''.",
        "ExampleWeightColumnName must be null or a column name, but was ' '.",
        "PropensityColumnName must be null or a column name, but was ''.",
        "ActionCatalog must be used together with ActionFeatureColumnName, but was given.",
        "BatchSize must be at least 1, but was 0.",
        "ValidationFraction must be at least 0 and below 1, but was 1.",
        "EarlyStoppingPatience must be at least 1, but was 0.",
        "NumberOfThreads must be null or at least 1, but was 0.",
        "NumberOfMatchedVectors must be 0, or above 0 and used together with ActionFeatureColumnName, but was -1.",
        "ActionMinimum must be finite, given together with ActionMaximum, and below it, but was 3.",
        "EmbeddingDimension must be at least 1, but was -1.",
        "HiddenUnits must be a list of widths of at least 1, but was 64, 0.",
        "DropoutRate must be at least 0 and below 1, but was 1.5.",
        "WeightDecay must be at least 0, but was NaN.",
        "PolicyLearningRate must be above 0, but was 0.",
        "CriticLearningRate must be above 0, but was Infinity.",
        "ConstraintStrength must be above 0, but was 0.",
        "StageOneTemperature must be above 0, but was -2.",
        "DiscountFactor must be at least 0 and below 1, but was 1.",
        "NumberOfStageOneEpochs must be at least 1, but was 0.",
        "NumberOfStageTwoEpochs must be at least 1, but was -3.",
        "TargetUpdateRate must be above 0 and at most 1, but was 1.25.",
        "NumberOfCritics must be at least 1, but was 0.",
        "MaximumImportanceWeight must be at least 1, but was 0.5.",
        "CloningStrength must be at least 0, but was -1.",
        "PolicyImprovement must be Exact or Sampled, but was 7.",
        "AuxiliaryResponses['Click'].DiscountFactor must be at least 0 and below 1, but was -0.1.",
        "AuxiliaryResponses['Click'].ConstraintStrength must be above 0, but was 0.",
        "AuxiliaryResponses must be distinct columns, but contains 'Click' more than once.",
    ];

    private readonly MLContext _context = new(1);

    [Fact]
    public void Tscac_EveryOptionOutOfRange_ListsAllInOneMessage()
    {
        var create = () => _context.Ranking.Trainers.Tscac(EveryOptionOutOfRange());

        var message = create.Should().Throw<ArgumentException>().Which.Message;
        Failures.Should().AllSatisfy(failure => message.Should().Contain(failure));
        message.Split(" must be ").Should().HaveCount(Failures.Length + 1, "nothing else is complained about");
    }

    [Fact]
    public void Tscac_LabelAmongTheResponses_NamesIt()
    {
        var create = () => _context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            LabelColumnName = "WatchTime",
            AuxiliaryResponses = [new("WatchTime"), new("Click")],
        });

        create.Should().Throw<ArgumentException>().WithMessage("AuxiliaryResponses must not contain the label column, but 'WatchTime' is the label.*");
    }

    [Fact]
    public void BehaviorCloning_OptionsOutOfRange_ListsAllInOneMessage()
    {
        var create = () => _context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 0, HiddenUnits = null! });

        create.Should().Throw<ArgumentException>()
            .WithMessage("HiddenUnits must be a list of widths of at least 1, but was null. NumberOfEpochs must be at least 1, but was 0.*");
    }

    [Fact]
    public void BehaviorCloning_BlankColumnNames_AreListedInOneMessage()
    {
        var create = () =>
            _context.Ranking.Trainers.BehaviorCloning(
            new BehaviorCloningTrainer.Options { RowGroupColumnName = " ", ExampleWeightColumnName = "", ActionFeatureColumnName = "\t" });

        create.Should().Throw<ArgumentException>().WithMessage(
            "RowGroupColumnName must be null or a column name, but was ' '. ExampleWeightColumnName must be null or a column name, but was ''. "
                + "ActionFeatureColumnName must be null or a column name, but was '\t'.*");
    }

    [Theory]
    [InlineData(3f, null)]
    [InlineData(null, 3f)]
    [InlineData(3f, 3f)]
    [InlineData(float.NaN, 3f)]
    [InlineData(float.NegativeInfinity, 3f)]
    [InlineData(float.MinValue, float.MaxValue)]
    public void BehaviorCloning_NoRangeOfActions_SaysWhatOneIs(float? minimum, float? maximum)
    {
        var create = () => _context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { ActionMinimum = minimum, ActionMaximum = maximum });

        create.Should().Throw<ArgumentException>().WithMessage("ActionMinimum must be finite, given together with ActionMaximum, and below it, but was *");
    }

    [Fact]
    public void BehaviorCloning_MatchedVectorsWithoutActionFeatures_NamesBoth()
    {
        var create = () => _context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfMatchedVectors = 1 });

        create.Should().Throw<ArgumentException>()
            .WithMessage("NumberOfMatchedVectors must be 0, or above 0 and used together with ActionFeatureColumnName, but was 1.*");
    }

    [Fact]
    public void Tscac_NullInLists_IsNamed()
    {
        ((Action)(() => _context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options { AuxiliaryResponses = null! }))).Should().Throw<ArgumentException>()
            .WithMessage("AuxiliaryResponses must be a list without null elements, but was null.*");
        ((Action)(() => _context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options { AuxiliaryResponses = [null!] }))).Should().Throw<ArgumentException>()
            .WithMessage("AuxiliaryResponses must be a list without null elements, but was a list with a null element.*");
        ((Action)(() => _context.Ranking.Trainers.Tscac((string[])null!))).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Tscac_InAnotherCulture_WritesNumbersTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            var create = () => _context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options { DropoutRate = 1.5 });

            create.Should().Throw<ArgumentException>().WithMessage("*but was 1.5.*");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private TscacRankingTrainer.Options EveryOptionOutOfRange() => new()
    {
        FeatureColumnName = "",
        ActionColumnName = null!,
        RowGroupColumnName = " ",
        LabelColumnName = "",
        ExampleWeightColumnName = " ",
        PropensityColumnName = "",
        ActionCatalog = _context.View(),
        BatchSize = 0,
        ValidationFraction = 1,
        EarlyStoppingPatience = 0,
        NumberOfThreads = 0,
        NumberOfMatchedVectors = -1,
        ActionMinimum = 3,
        EmbeddingDimension = -1,
        HiddenUnits = [64, 0],
        DropoutRate = 1.5,
        WeightDecay = double.NaN,
        PolicyLearningRate = 0,
        CriticLearningRate = double.PositiveInfinity,
        ConstraintStrength = 0,
        StageOneTemperature = -2,
        DiscountFactor = 1,
        NumberOfStageOneEpochs = 0,
        NumberOfStageTwoEpochs = -3,
        TargetUpdateRate = 1.25,
        NumberOfCritics = 0,
        MaximumImportanceWeight = 0.5,
        CloningStrength = -1,
        PolicyImprovement = (PolicyImprovement)7,
        AuxiliaryResponses = [new("Click") { DiscountFactor = -0.1, ConstraintStrength = 0 }, new("Click")],
    };
}
