using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that without a session column, every row is a session, and nothing is discounted.</summary>
public class NoSessionTests
{
    private readonly MLContext _context = new(1);

    [Theory]
    [InlineData("Action")]
    [InlineData("ActionVector")]
    public void Tscac_NoSessionColumn_LearnsWithoutADiscount(string action)
    {
        var options = new FitSettings { Epochs = 1 }.ToTscac(action);
        (options.RowGroupColumnName, options.AuxiliaryResponses) = (null, [new("Click")]);

        Discounts(_context.Ranking.Trainers.Tscac(options).Fit(_context.View())).Should().Equal(0, 0);
    }

    [Theory]
    [InlineData("Action")]
    [InlineData("ActionVector")]
    public void ActorCritic_NoSessionColumn_LearnsWithoutADiscount(string action)
    {
        var options = new FitSettings { Epochs = 1 }.ToActorCritic(action, critics: CriticStructure.PerResponse);
        options.RowGroupColumnName = null;

        Discounts(_context.Ranking.Trainers.ActorCritic(options).Fit(_context.View())).Should().Equal(0, 0);
    }

    [Fact]
    public void Rmtl_NoSessionColumn_LearnsWithoutADiscount()
    {
        var options = new FitSettings { Epochs = 1 }.ToRmtl(new SharedBottomBackbone());
        options.RowGroupColumnName = null;

        Discounts(_context.Ranking.Trainers.Rmtl(options).Fit(_context.View())).Should().Equal(0, 0);
    }

    [Fact]
    public void Trainers_SessionColumn_HaveTheirOwnDefaults()
    {
        var trainers = _context.Ranking.Trainers;

        trainers.Tscac(["Click"]).Settings.Roles.Select(role => role.DiscountFactor).Should().Equal(0.9, 0.9);
        trainers.Tscac(new TscacRankingTrainer.Options { DiscountFactor = 0.5, AuxiliaryResponses = [new("Click"), new("Like") { DiscountFactor = 0.3 }] })
            .Settings.Roles.Select(role => role.DiscountFactor).Should().Equal(0.5, 0.5, 0.3);
        trainers.Rmtl(["Click"]).Settings.Discount.Should().Be(0.95);
    }

    [Fact]
    public void Trainers_ADiscountWithoutASessionColumn_RefuseIt()
    {
        const string Message = "must be 0 or null without RowGroupColumnName, since every row is then a session, but was 0.5.";
        var trainers = _context.Ranking.Trainers;

        Refusal(() => trainers.Tscac(new TscacRankingTrainer.Options { RowGroupColumnName = null, DiscountFactor = 0.5 })).Should()
            .StartWith($"DiscountFactor {Message}");
        Refusal(() =>
            trainers.Tscac(new TscacRankingTrainer.Options { RowGroupColumnName = null, AuxiliaryResponses = [new("Click") { DiscountFactor = 0.5 }] }))
            .Should().StartWith($"AuxiliaryResponses['Click'].DiscountFactor {Message}");
        Refusal(() => trainers.ActorCritic(new ActorCriticRankingTrainer.Options { RowGroupColumnName = null, DiscountFactor = 0.5 })).Should()
            .StartWith($"DiscountFactor {Message}");
        Refusal(() => trainers.Rmtl(new RmtlRankingTrainer.Options { RowGroupColumnName = null, DiscountFactor = 0.5, Tasks = [new("Click")] })).Should()
            .StartWith($"DiscountFactor {Message}");
    }

    private static double[] Discounts(RankingPredictionTransformer<NeuralRankingModelParameters> model)
        => [.. model.Model.Critics.Select(critic => critic.DiscountFactor)];

    private static string Refusal(Action create) => create.Should().Throw<ArgumentException>().Which.Message;
}
