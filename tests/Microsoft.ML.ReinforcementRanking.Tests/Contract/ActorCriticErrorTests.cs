using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests errors of actor-critics: options that are out of range or incompatible, and data that do not match the options.</summary>
public sealed class ActorCriticErrorTests
{
    private static readonly string[] Failures =
    [
        "LabelColumnName must be a column name, but was ''.",
        "DiscountFactor must be at least 0 and below 1, but was 1.",
        "Algorithm must be one of A2C, Awac, Sac, Ddpg, Td3, Td3PlusBC, but was 9.",
        "ConstraintHandling must be WeightedSum, Rcpo or Pareto, but was 7.",
        "CriticStructure must be Joint or PerResponse, but was 5.",
        "MainWeight must be at least 0, but was -1.",
        "MultiplierLearningRate must be above 0, but was 0.",
        "Temperature must be at least 0, but was NaN.",
        "MaximumImportanceWeight must be at least 1, but was 0.5.",
        "CloningStrength must be above 0, but was 0.",
        "NumberOfCritics must be at least 1, but was 0.",
        "NumberOfEpochs must be at least 1, but was 0.",
        "Responses['Click'].Weight must be at least 0, but was -2.",
        "Responses['Click'].DiscountFactor must be at least 0 and below 1, but was 1.",
        "Responses['Click'].LowerBound must be finite, but was NaN.",
        "Responses['Click'].LowerBound must be left out unless ConstraintHandling is Rcpo, but was NaN.",
        "Responses must be distinct columns, but contains 'Click' more than once.",
    ];

    private readonly MLContext _context = new(1);

    public static TheoryData<ActorCriticRankingTrainer.Options, string> Combinations => new()
    {
        { new() { ConstraintHandling = ConstraintHandling.Pareto, CriticStructure = CriticStructure.Joint, Responses = [new("Click")] },
            "CriticStructure must be PerResponse with ConstraintHandling Pareto, which needs a gradient per response, but was Joint." },
        { new() { ConstraintHandling = ConstraintHandling.Pareto, MainWeight = 2, Responses = [new("Click")] },
            "MainWeight must be 1 with ConstraintHandling Pareto, which finds the weights itself, but was 2." },
        { new() { ConstraintHandling = ConstraintHandling.Pareto, Responses = [new("Click") { Weight = 0.5 }] },
            "Responses['Click'].Weight must be 1 with ConstraintHandling Pareto, which finds the weights itself, but was 0.5." },
        { new() { Responses = [new("Click") { LowerBound = 0.3 }] },
            "Responses['Click'].LowerBound must be left out unless ConstraintHandling is Rcpo, but was 0.3." },
        { new() { Responses = [new("Click") { DiscountFactor = 0.3 }] },
            "Responses['Click'].DiscountFactor must be left out with CriticStructure Joint, whose one discount is the main response's, but was 0.3." },
        { new() { ConstraintHandling = ConstraintHandling.Rcpo, Responses = [new("Click")] },
            "Responses must be bounded by a LowerBound, at least one of them, with ConstraintHandling Rcpo, but was without one." },
        { new() { ConstraintHandling = ConstraintHandling.Rcpo, MainWeight = 0, Responses = [new("Click") { LowerBound = 1 }] },
            "MainWeight must be above 0 with ConstraintHandling Rcpo, but was 0." },
        { new() { ConstraintHandling = ConstraintHandling.Rcpo },
            "ConstraintHandling must be left at its default (WeightedSum) without Responses, since there is one objective only, but was Rcpo." },
        { new() { MainWeight = 0 }, "MainWeight must be above 0 where no response has a Weight above 0, but was 0." },
        { new() { MainWeight = 0, Responses = [new("Click") { Weight = 0 }] },
            "MainWeight must be above 0 where no response has a Weight above 0, but was 0." },
        { new() { Algorithm = ActorCriticAlgorithm.Awac, Temperature = 0 }, "Temperature must be above 0 with Algorithm Awac, but was 0." },
        { new() { Algorithm = ActorCriticAlgorithm.Sac, CriticStructure = CriticStructure.PerResponse, Responses = [new("Click")] },
            "Algorithm must be another one where each response has its critic, since the entropy that Sac adds belongs to the sum, but was Sac." },
        { new() { Algorithm = ActorCriticAlgorithm.Sac, ConstraintHandling = ConstraintHandling.Pareto, Responses = [new("Click")] },
            "Algorithm must be another one where each response has its critic, since the entropy that Sac adds belongs to the sum, but was Sac." },
        { new() { Algorithm = ActorCriticAlgorithm.Ddpg, NumberOfCritics = 2 }, "NumberOfCritics must be 1 with Algorithm Ddpg; Td3 has several, but was 2." },
        { new() { Algorithm = ActorCriticAlgorithm.Td3, NumberOfCritics = 1 },
            "NumberOfCritics must be at least 2 with twin critics; Ddpg has one, but was 1." },
    };

    [Fact]
    public void ActorCritic_EveryOptionOutOfRange_ListsAllInOneMessage()
    {
        var create = () => _context.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options
        {
            LabelColumnName = "",
            DiscountFactor = 1,
            Algorithm = (ActorCriticAlgorithm)9,
            ConstraintHandling = (ConstraintHandling)7,
            CriticStructure = (CriticStructure)5,
            MainWeight = -1,
            MultiplierLearningRate = 0,
            Temperature = double.NaN,
            MaximumImportanceWeight = 0.5,
            CloningStrength = 0,
            NumberOfCritics = 0,
            NumberOfEpochs = 0,
            Responses = [new("Click") { Weight = -2, DiscountFactor = 1, LowerBound = double.NaN }, new("Click")],
        });

        var message = create.Should().Throw<ArgumentException>().Which.Message;
        Failures.Should().AllSatisfy(failure => message.Should().Contain(failure));
        message.Split(" must be ").Should().HaveCount(Failures.Length + 1, "nothing else is complained about");
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void ActorCritic_OptionsThatDoNotGoTogether_SaysWhichAndWhy(ActorCriticRankingTrainer.Options options, string message)
    {
        var create = () => _context.Ranking.Trainers.ActorCritic(options);

        create.Should().Throw<ArgumentException>().WithMessage($"{message} (Parameter 'options')", "nothing else is complained about");
    }

    [Fact]
    public void ActorCritic_SeveralCombinations_ListsAllInOneMessage()
    {
        var create = () =>
            _context.Ranking.Trainers.ActorCritic(
            new ActorCriticRankingTrainer.Options { ConstraintHandling = ConstraintHandling.Pareto, CriticStructure = CriticStructure.Joint, MainWeight = 0 });

        create.Should().Throw<ArgumentException>()
            .WithMessage("MainWeight must be 1 with *CriticStructure must be PerResponse with *MainWeight must be above 0 where *");
    }

    [Theory]
    [InlineData(ActorCriticAlgorithm.Ddpg, "Action", "*must be A2C, Awac or Sac where the action column 'Action' is a key, but was Ddpg.*")]
    [InlineData(ActorCriticAlgorithm.Sac, "ActionVector", "*must be Ddpg, Td3 or Td3PlusBC where the action column 'ActionVector' is a vector, but was Sac.*")]
    public void ActorCritic_AlgorithmForTheOtherKindOfAction_SaysSoBeforeAndInFit(ActorCriticAlgorithm algorithm, string action, string message)
    {
        var trainer = _context.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options { Algorithm = algorithm, ActionColumnName = action });

        ((Action)(() => trainer.Fit(_context.View()))).Should().Throw<ArgumentException>().WithMessage(message);
        ((Action)(() => trainer.GetOutputSchema(_context.View().Schema.ToShape()))).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Fit_ConstantResponse_NamesColumnAndValue()
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, row => row.Click = true);
        var fit = () => _context.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options { Responses = [new("Click")] }).Fit(_context.View(rows));

        fit.Should().Throw<InvalidOperationException>().WithMessage("The response column 'Click' is 1 in all 300 rows*Leave it out*");
    }

    [Fact]
    public void Fit_NoSessionOfTwoRows_NamesTheColumnAndTheWaysOut()
    {
        var rows = ContractLog.Draw(seed: 1);
        foreach (var (number, row) in rows.Index())
            row.GroupNumber = number;
        var fit = () => _context.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options { RowGroupColumnName = "GroupNumber" })
            .Fit(_context.View(rows));

        fit.Should().Throw<InvalidOperationException>().WithMessage("No session has two rows: the session column 'GroupNumber' *");
    }

    [Fact]
    public void Fit_MissingResponse_NamesRoleAndColumns()
    {
        var fit = () => _context.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options { Responses = [new("Nowhere")] }).Fit(_context.View());

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*response column 'Nowhere'. The data has these columns: *");
    }
}
