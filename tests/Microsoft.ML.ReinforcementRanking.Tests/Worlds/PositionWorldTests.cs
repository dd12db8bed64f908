using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests critics that learn what a position adds to a response. An item k of four has the response k at the first position and k − 4 at the second one, with
/// noise of deviation 0.3, and good items were shown at the second position more often. Without positions their mean responses are 0.6, 0, 1 and 0.4 instead
/// of 1, 2, 3 and 4.
/// </summary>
public class PositionWorldTests
{
    private const int Rows = 2000;

    private static readonly double[] SecondShare = [0.1, 0.5, 0.5, 0.9];

    // The standard error of an item's mean is 0.3 / sqrt(500) = 0.013. The rest is what the networks have not learned after the last epoch.
    private const float Margin = 0.25f;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Tscac_PositionsThatDependOnItems_ValuesItemsAtTheFirstPosition(int firstPosition)
    {
        var (items, values) = Rank(Options("Position"), firstPosition);

        items.Should().Equal("item 4", "item 3", "item 2", "item 1");
        values.Should().SatisfyRespectively(
            value => value.Should().BeApproximately(1, Margin), value => value.Should().BeApproximately(2, Margin),
            value => value.Should().BeApproximately(3, Margin), value => value.Should().BeApproximately(4, Margin));
    }

    [Fact]
    public void Tscac_WithoutPositions_TakesItemsThatWereShownLowForWorseOnes()
    {
        var (items, values) = Rank(Options(positionColumnName: null), firstPosition: 1);

        items[0].Should().Be("item 3");
        values[3].Should().BeApproximately(0.4f, Margin);
    }

    /// <summary>The next item of a session is shown at the second position, whichever it is, so that every item is worth 0.5 (2.5 − 4) more.</summary>
    [Fact]
    public void Tscac_Discount_ValuesTheNextStateAtItsPosition()
    {
        var options = Options("Position");
        (options.RowGroupColumnName, options.DiscountFactor, options.TargetUpdateRate) = ("Session", 0.5, 0.1);
        var random = new Random(3);
        var log = Enumerable.Range(0, Rows).Select(row => NewRow(random, row % 2, row % 2 + 1, row / 2)).ToArray();
        // The policy of the critic is nearly that of the log, so that the mean of the next items is 2.5.
        options.ConstraintStrength = 1000;

        Values(Fit(options, log)).Should().SatisfyRespectively(
            value => value.Should().BeApproximately(0.25f, 2 * Margin), value => value.Should().BeApproximately(1.25f, 2 * Margin),
            value => value.Should().BeApproximately(2.25f, 2 * Margin), value => value.Should().BeApproximately(3.25f, 2 * Margin));
    }

    [Fact]
    public void Fit_PositionsThatAreIds_NamesTheRow()
    {
        var log = new[] { NewRow(new(1), 0, 1, 0), NewRow(new(1), 0, 123456, 1) };
        var fit = () => Fit(Options("Position"), log);

        fit.Should().Throw<InvalidOperationException>().WithMessage("Row 1*position column 'Position'*123456*a whole number from 0 to 1000*");
    }

    private static TscacRankingTrainer.Options Options(string? positionColumnName) => new()
    {
        AuxiliaryResponses = [],
        RowGroupColumnName = null,
        ActionColumnName = "Item",
        PropensityColumnName = "Propensity",
        PositionColumnName = positionColumnName,
        NumberOfStageTwoEpochs = 60,
        EarlyStoppingPatience = 60,
        CriticLearningRate = 0.01,
        BatchSize = 128,
        HiddenUnits = [4],
        EmbeddingDimension = 4,
        DropoutRate = 0,
    };

    private static (string[] Items, float[] Values) Rank(TscacRankingTrainer.Options options, int firstPosition)
    {
        var random = new Random(1);
        var log = Enumerable.Range(0, Rows).Select(row =>
        {
            var isSecond = random.NextDouble() < SecondShare[row % 4];
            return NewRow(random, isSecond ? 1 : 0, firstPosition + (isSecond ? 1 : 0), session: row, item: row % 4 + 1);
        }).ToArray();
        var model = Fit(options, log);
        return ([.. model.Model.CategoricalPolicy!.TopActions([1f], 4).Select(item => item.Id)], Values(model));
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(TscacRankingTrainer.Options options, Row[] log)
    {
        var context = new MLContext(2);
        return context.Ranking.Trainers.Tscac(options).Fit(context.Data.LoadFromEnumerable(log));
    }

    private static float[] Values(RankingPredictionTransformer<NeuralRankingModelParameters> model)
    {
        var rows = Enumerable.Range(1, 4).Select(item => new Row { Item = $"item {item}" });
        return [.. model.Transform(new MLContext(1).Data.LoadFromEnumerable(rows)).GetColumn<float[]>("ResponseValues").Select(values => values[0])];
    }

    private static Row NewRow(Random random, int place, int position, int session, int? item = null)
    {
        var index = item ?? random.Next(4) + 1;
        var noise = 0.3 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
        return new() { Item = $"item {index}", Position = position, Session = session, Label = (float)(index - 4 * place + noise) };
    }

    private sealed class Row
    {
        [VectorType(1)] public float[] Features { get; set; } = [1];
        public string Item { get; set; } = "";
        public int Position { get; set; }
        public int Session { get; set; }
        public float Label { get; set; }
        public float Propensity { get; set; } = 0.25f;
    }
}
