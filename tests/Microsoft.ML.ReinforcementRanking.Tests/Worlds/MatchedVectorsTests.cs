using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests a world in which every action has features of its own, and the state says how much the user likes each feature. The response is a sum of as many
/// products as there are features.
/// </summary>
public sealed class MatchedVectorsTests
{
    private const int Actions = 12;
    private const int Rows = 4000;

    [Fact]
    public void NumberOfMatchedVectors_ResponseIsAMatchedProduct_IsLearntByANetworkOfOneDimension()
    {
        var (matched, plain) = (Explained(matchedVectors: 1), Explained(matchedVectors: 0));

        // One dimension can represent one of twelve equal products, which is 1/12 of the variance, and with luck two of them.
        plain.Should().BeLessThan(0.3);
        matched.Should().BeGreaterThan(0.9);
    }

    /// <summary>Gets the largest held-out R² of the critic.</summary>
    private static double Explained(int matchedVectors)
    {
        var options = new TscacRankingTrainer.Options
        {
            DiscountFactor = 0,
            PropensityColumnName = "Propensity",
            ActionFeatureColumnName = "ActionVector",
            UseActionIdentity = false,
            EmbeddingDimension = 1,
            HiddenUnits = [],
            NumberOfMatchedVectors = matchedVectors,
            NumberOfCritics = 1,
            CriticLearningRate = 0.02,
            WeightDecay = 0,
            BatchSize = 100,
            NumberOfStageTwoEpochs = 10,
        };
        var model = new MLContext(1).Ranking.Trainers.Tscac(options).Fit(Log());
        return model.Model.History.Max(entry => entry.Metrics["r2"]);
    }

    private static IDataView Log()
    {
        var random = new Random(1);
        return WorldRow.View([.. Enumerable.Range(0, Rows).Select(row => Draw(random, row))], Actions);
    }

    private static WorldRow Draw(Random random, int row)
    {
        // The features are uniform with a deviation of 1. The last feature is for the tower.
        float[] likes = [.. Enumerable.Range(0, Actions).Select(_ => (float)((2 * random.NextDouble() - 1) * Math.Sqrt(3)))];
        var action = random.Next(Actions);
        return new()
        {
            Features = [.. likes, 1],
            Action = (uint)action,
            ActionVector = [.. Enumerable.Range(0, Actions).Select(other => other == action ? 1f : 0f)],
            Label = likes[action],
            Propensity = 1f / Actions,
            GroupId = row,
        };
    }
}
