using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests action columns of text and of integers: which actions a catalog has, in which order, and what becomes of ids that it lacks.</summary>
public class IdColumnTests(FittedOnce fitted) : IClassFixture<FittedOnce>
{
    private readonly MLContext _context = new(1);

    private Transformer OfText => fitted.Get(() => Fit(Text, _context.View()));

    private static TscacRankingTrainer.Options Text => new FitSettings { Epochs = 1 }.ToTscac(FitSettings.ActionText);

    private static TscacRankingTrainer.Options TextWithFeatures
        => new FitSettings { Epochs = 1 }.ToTscac(FitSettings.ActionText, actionFeatures: "ActionFeatures");

    [Theory]
    [InlineData(FitSettings.ActionText)]
    [InlineData(FitSettings.ActionNumber)]
    public void Fit_Ids_GivesTheModelOfKeysInTheSameOrder(string column)
    {
        var keys = _context.Transforms.Conversion.MapValueToKey("Key", column).Fit(_context.View()).Transform(_context.View());
        var ofKeys = Fit(new FitSettings { Epochs = 1 }.ToTscac("Key"), keys);

        var ofIds = Fit(new FitSettings { Epochs = 1 }.ToTscac(column), _context.View());

        ofIds.Transform(_context.View()).HashScores().Should().Be(ofKeys.Transform(keys).HashScores());
        ofIds.Model.CategoricalPolicy!.ActionIds.Should().Equal(ofKeys.Model.CategoricalPolicy!.ActionIds);
        ofIds.Model.CategoricalPolicy.TopActions([1, 2, 3, 4], 6).Select(action => $"{action}").Should()
            .Equal(ofKeys.Model.CategoricalPolicy.TopActions([1, 2, 3, 4], 6).Select(action => $"{action}"));
    }

    [Theory]
    [InlineData(DataKind.SByte, "-100")]
    [InlineData(DataKind.Int16, "-100")]
    [InlineData(DataKind.Int32, "-100")]
    [InlineData(DataKind.Int64, "-100")]
    [InlineData(DataKind.Byte, "200")]
    [InlineData(DataKind.UInt16, "200")]
    [InlineData(DataKind.UInt32, "200")]
    [InlineData(DataKind.UInt64, "200")]
    public void Fit_IntegersOfAnyType_GivesThemBack(DataKind kind, string id)
    {
        var rows = ContractLog.Draw(seed: 1);
        foreach (var row in rows)
            row.ActionText = row.ActionText == "video 3" ? id : row.ActionText[^1..];
        var data = _context.Transforms.Conversion.ConvertType("Number", "ActionText", kind).Fit(_context.View(rows)).Transform(_context.View(rows));

        var model = Fit(new FitSettings { Epochs = 1 }.ToTscac("Number"), data);

        model.Model.CategoricalPolicy!.ActionIds.Should().BeEquivalentTo("0", "1", "2", id, "4", "5");
        model.Transform(data).GetColumn<float>("Probability").Should().OnlyContain(probability => probability > 0);
    }

    [Fact]
    public void Fit_ValidationDataWithOtherIds_HasOneCatalogOfBoth()
    {
        var validation = ContractLog.Draw(seed: 2);
        foreach (var row in validation.Where(row => row.Action == 1))
            (row.ActionText, row.ActionFeatures) = ("newer", [7, 7]);

        var model = _context.Ranking.Trainers.Tscac(TextWithFeatures).Fit(_context.View(), _context.View(validation));

        model.Model.CategoricalPolicy!.ActionIds.Should().Equal([.. ContractLog.Rows.Select(row => row.ActionText).Distinct(), "newer"]);
        model.Transform(_context.View(validation)).GetColumn<float>("Probability").Should().OnlyContain(probability => probability > 0);
    }

    [Fact]
    public void Fit_ActionCatalog_AddsItsActionsAfterThoseOfTheLog()
    {
        var options = TextWithFeatures;
        options.ActionCatalog = _context.View(
            new ContractRow { ActionText = "unlogged", ActionFeatures = [1, 0.5f] }, new ContractRow { ActionText = "video 3", ActionFeatures = [1, 0.5f] });

        var policy = Fit(options, _context.View()).Model.CategoricalPolicy!;

        policy.ActionIds.Should().Equal([.. ContractLog.Rows.Select(row => row.ActionText).Distinct(), "unlogged"]);
        policy.ActionProbabilities([0, 1, 0, 0]).Should().OnlyContain(probability => probability > 0);
    }

    [Fact]
    public void Fit_EligibleActions_JoinTheCatalogWhereTheyFirstAppear()
    {
        var (training, validation) = (ContractLog.Draw(seed: 1), ContractLog.Draw(seed: 2));
        training[1].EligibleText = ["trained", .. training[1].EligibleText];
        validation[0].EligibleText = [.. validation[0].EligibleText, "validated"];
        var options = new FitSettings { Epochs = 1, HasEligibleActions = true }.ToTscac(FitSettings.ActionText, actionFeatures: "ActionFeatures");
        options.ActionCatalog = _context.View([new() { ActionText = "listed", ActionFeatures = [1, 0.5f] }]);

        var model = _context.Ranking.Trainers.Tscac(options).Fit(_context.View(training), _context.View(validation));

        model.Model.CategoricalPolicy!.ActionIds.Should()
            .Equal([.. training.SelectMany(row => row.EligibleText.Prepend(row.ActionText)).Distinct(), "validated", "listed"]);
        model.Transform(_context.View(validation)).GetColumn<float>("Probability").Should().OnlyContain(probability => probability > 0 && probability < 1);
    }

    [Fact]
    public void Fit_ActionCatalogOfAnotherType_SaysSo()
    {
        var options = TextWithFeatures;
        options.ActionCatalog = _context.Transforms.CopyColumns("ActionText", "ActionNumber").Fit(_context.View()).Transform(_context.View());

        FluentActions.Invoking(() => Fit(options, _context.View())).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*action column 'ActionText': expected text, as in the log, got Int64*");
    }

    [Fact]
    public void Fit_FeaturesThatDifferBetweenRows_NameTheId()
    {
        var rows = ContractLog.Draw(seed: 1);
        var row = Array.FindLastIndex(rows, row => row.Action == 3);
        rows[row].ActionFeatures = [9, 9];

        FluentActions.Invoking(() => Fit(TextWithFeatures, _context.View(rows))).Should().Throw<InvalidOperationException>()
            .WithMessage($"Row {row} *action features column 'ActionFeatures': action 'video 3' has 9 in slot 0, but it had 1 in row *");
    }

    [Fact]
    public void Fit_EmptyId_NamesTheRow()
    {
        var rows = ContractLog.Draw(seed: 1);
        rows[7].ActionText = "";

        FluentActions.Invoking(() => Fit(Text, _context.View(rows))).Should().Throw<InvalidOperationException>()
            .WithMessage("Row 7 *GroupId 2*action column 'ActionText': the id is empty, which means a missing value. Give every row an id, *");
    }

    [Theory]
    [InlineData("ActionNumber", "expected text, as in the training data, got Int64*")]
    [InlineData("Action", "expected text, as in the training data, got Key<UInt32, 0-5>*")]
    [InlineData("ActionVector", "expected text, as in the training data, got Vector<Single, 2>*")]
    public void Transform_ActionsOfAnotherType_NamesBoth(string column, string message)
    {
        var data = _context.Transforms.CopyColumns("ActionText", column).Fit(_context.View()).Transform(_context.View());

        FluentActions.Invoking(() => OfText.Transform(data)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage($"*action column 'ActionText': {message}");
    }

    [Fact]
    public void EvaluateOffPolicy_UnknownIds_AreCounted()
    {
        var rows = ContractLog.Draw(seed: 2);
        foreach (var row in rows.Where(row => row.Action == 1))
            row.ActionText = "newer";

        var metrics = _context.Ranking.EvaluateOffPolicy(OfText.Transform(_context.View(rows)), ["Label"]);

        metrics.UnseenActionCount.Should().Be(rows.Count(row => row.Action == 1));
    }

    [Fact]
    public void Engine_OfRawStates_RanksIds()
    {
        using var engine = _context.Model.CreateActionRankingEngine<State>(OfText);

        engine.TopActions(new State { Features = [1, 0, 0, 0] }, 6).Select(action => action.Id).Should()
            .BeEquivalentTo(Enumerable.Range(0, 6).Select(action => $"video {action}"));
    }

    private Transformer Fit(TscacRankingTrainer.Options options, IDataView data) => _context.Ranking.Trainers.Tscac(options).Fit(data);

    private sealed class State
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
