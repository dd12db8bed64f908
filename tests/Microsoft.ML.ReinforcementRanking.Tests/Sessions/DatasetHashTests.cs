using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests that the hash of a log depends on every value that a fit reads, because a checkpoint of another log must not be taken for its own.</summary>
public class DatasetHashTests
{
    private static readonly SessionDataset Log = new()
    {
        RowCount = 3,
        SessionCount = 2,
        SessionOfRow = [0, 0, 1],
        NextRow = [1, -1, -1],
        Features = Table([1, 2, 0], [0, 0, 4], [0, 5, 6]),
        Responses = [[1, 0, 2], [0, 0, 1]],
        Categories = [new CategoryTable(4, [1, 2, 3, 1], [0, 1, 3, 4])],
        Actions = [0, 1, 1],
        ActionCount = 2,
        EligibleActions = Sets([0, 1], [1], [0, 1]),
        Positions = [0, 1, 0],
        ActionIds = new("first", "second"),
        ActionFeatures = Table([7], [8]),
        ActionVectors = Table([0.5f, 1], [2, 0], [0, 3]),
        Propensities = [0.5f, 0.25f, 1],
        ActionProbabilities = Table([0.5f, 0.5f], [0.75f, 0.25f], [0, 1]),
        Weights = [1, 2, 3],
    };

    private static readonly Dictionary<string, SessionDataset> Others = new()
    {
        ["the session of the first row"] = Log with { SessionOfRow = [1, 0, 1] },
        ["the session of the last row"] = Log with { SessionOfRow = [0, 0, 0] },
        ["the last slot of a state"] = Log with { Features = Table([1, 0, 2], [0, 0, 4], [0, 5, 6]) },
        ["a feature of the first state"] = Log with { Features = Table([9, 2, 0], [0, 0, 4], [0, 5, 6]) },
        ["a feature of the last state"] = Log with { Features = Table([1, 2, 0], [0, 0, 4], [0, 5, 9]) },
        ["the first response"] = Log with { Responses = [[1, 0, 9], [0, 0, 1]] },
        ["the second response"] = Log with { Responses = [[1, 0, 2], [9, 0, 1]] },
        ["a category"] = Log with { Categories = [new CategoryTable(4, [1, 2, 3, 2], [0, 1, 3, 4])] },
        ["the row of a category"] = Log with { Categories = [new CategoryTable(4, [1, 2, 3, 1], [0, 2, 3, 4])] },
        ["an action"] = Log with { Actions = [1, 1, 1] },
        ["the eligible actions of the first row"] = Log with { EligibleActions = Sets([0], [1], [0, 1]) },
        ["the eligible actions of the last row"] = Log with { EligibleActions = Sets([0, 1], [1], [1]) },
        ["the row of an eligible action"] = Log with { EligibleActions = Sets([0], [1, 1], [0, 1]) },
        ["a position"] = Log with { Positions = [0, 1, 2] },
        ["the id of an action"] = Log with { ActionIds = new("first", "other") },
        ["the features of an action"] = Log with { ActionFeatures = Table([7], [9]) },
        ["an action vector"] = Log with { ActionVectors = Table([0.5f, 9], [2, 0], [0, 3]) },
        ["a propensity"] = Log with { Propensities = [0.5f, 0.25f, 0.5f] },
        ["a probability"] = Log with { ActionProbabilities = Table([0.25f, 0.75f], [0.75f, 0.25f], [0, 1]) },
        ["a weight"] = Log with { Weights = [9, 2, 3] },
        ["weights that are propensities instead"] = Log with { Weights = null, Propensities = Log.Weights },
        ["no eligible actions"] = Log with { EligibleActions = null },
        ["no action features"] = Log with { ActionFeatures = null },
    };

    public static TheoryData<string> Changes => [.. Others.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Of_AnotherLog_IsAnotherHash(string change)
    {
        var hash = DatasetHash.Of(Others[change]);

        hash.Should().NotBe(DatasetHash.Of(Log), "{0} differs", change).And.Be(DatasetHash.Of(Others[change]), "the hash has no state");
    }

    [Fact]
    public void Of_EqualValuesInAnotherForm_IsTheSameHash()
    {
        var sparse = new FeatureTableBuilder(3);
        sparse.Add(new(3, 2, [1, 2], [0, 1]));
        sparse.Add(new(3, 1, [4], [2]));
        sparse.Add(new(3, 2, [5, 6], [1, 2]));

        DatasetHash.Of(Log with { Features = sparse.ToTable(), Weights = [1, 2, 3] }).Should().Be(DatasetHash.Of(Log));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 16) - 1)]
    [InlineData(1 << 16)]
    [InlineData((1 << 17) + 4)]
    public void Of_ColumnOfManyChunks_DependsOnEachValue(int row)
    {
        var (weights, changed) = (new float[(1 << 17) + 5], new float[(1 << 17) + 5]);
        changed[row] = 1;

        DatasetHash.Of(Log with { Weights = changed }).Should().NotBe(DatasetHash.Of(Log with { Weights = weights }));
    }

    private static ActionSets Sets(params int[][] sets)
        => new([0, .. sets.Select((_, row) => sets[..(row + 1)].Sum(set => set.Length))], [.. sets.SelectMany(set => set)]);

    private static BlockedFeatureTable Table(params float[][] rows)
    {
        var builder = new FeatureTableBuilder(rows[0].Length);
        foreach (var row in rows)
            builder.Add(new(row.Length, row));
        return builder.ToTable();
    }
}
