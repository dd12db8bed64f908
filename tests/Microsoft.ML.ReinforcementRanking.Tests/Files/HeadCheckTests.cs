using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Files;

/// <summary>Tests that the parts of a model from a file are used only if they fit each other, and that a message says which do not.</summary>
public class HeadCheckTests
{
    private const int Inputs = 3, Width = 2, Actions = 4, FeatureWidth = 5;

    private static readonly CategoryInput[] Fields = [new("Season", 7), new("Country", 9)];

    [Fact]
    public void RequireNetwork_ThatFits_IsAccepted()
    {
        HeadCheck.RequireNetwork(Tower(), "network", Inputs, Width);
        HeadCheck.RequireNetwork(Tower(), "network", inputs: null, Width);
        HeadCheck.RequireNetwork(Embedding(0, 7), "network", Inputs, Width, Fields);
        HeadCheck.RequireNetwork(Embedding(1, 9), "network", Inputs, Width, Fields);
    }

    [Fact]
    public void RequireNetwork_OfOtherWidths_IsRefused()
    {
        Refused(() => HeadCheck.RequireNetwork(Tower(), "mean network", 6, Width), "The mean network has 3 inputs in place of 6.");
        Refused(() => HeadCheck.RequireNetwork(Tower(), "mean network", Inputs, 1), "The mean network has 2 outputs in place of 1.");
    }

    [Fact]
    public void RequireNetwork_OfOtherFields_IsRefused()
    {
        Refused(() => HeadCheck.RequireNetwork(Embedding(2, 7), "network", Inputs, Width, Fields), "The network embeds field 2, but there are 2.");
        Refused(() => HeadCheck.RequireNetwork(Embedding(1, 7), "network", Inputs, Width, Fields),
            "The network has 7 embeddings of field 1, which has 9 values.");
    }

    [Fact]
    public void RequireCount_OfOtherLength_IsRefused()
    {
        HeadCheck.RequireCount(3, "ids", 3, "actions");
        Refused(() => HeadCheck.RequireCount(2, "ids", 3, "actions"), "There are 2 ids for 3 actions.");
    }

    [Fact]
    public void RequireTable_ThatFits_IsAccepted()
    {
        var function = Function(Actions * Width);

        HeadCheck.RequireTable(function, function, owner: null);
        HeadCheck.RequireTable(function with { ActionTable = function.ActionTable }, function, owner: function);
        var smallest = new TwoTowerBlock(Tower(outputs: 1), new float[1]);
        HeadCheck.RequireTable(smallest, smallest, owner: null);
    }

    [Fact]
    public void RequireTable_ThatDoesNotFit_IsRefused()
    {
        var first = Function(Actions * Width);
        var wide = new TwoTowerBlock(Tower(outputs: 4), new float[Actions * Width]);

        Refused(() => HeadCheck.RequireTable(Function(0), Function(0), null), "A table of 0 numbers has no rows of 2.");
        Refused(() => HeadCheck.RequireTable(Function(7), first, null), "A table of 7 numbers has no rows of 2.");
        Refused(() => HeadCheck.RequireTable(Function(6), first, null), "There are 3 rows of a table for 4 actions.");
        Refused(() => HeadCheck.RequireTable(wide, first, owner: first), "A table of rows of 2 numbers is read in rows of 4.");
        Refused(() => HeadCheck.RequireTable(new(Tower(inputs: 8), new float[Actions * Width]), first, null),
            "The network of the state has 8 inputs in place of 3.");
    }

    [Fact]
    public void RequireActionTowers_ThatFit_AreAccepted()
    {
        Check(Known(), null, null);
        Check(Known(), Tower(FeatureWidth), Tower(FeatureWidth));
        Check(Known("Text"), Tower(FeatureWidth), Tower(FeatureWidth));
        Check(Known("Text"), ReadingIds(Actions), Tower(FeatureWidth));
    }

    [Fact]
    public void RequireActionTowers_OfSomeBlocksOnly_IsRefused()
    {
        const string Some = "Some blocks have no network of the features of actions.";
        Refused(() => Check(Known(), Tower(FeatureWidth), null), Some);
        Refused(() => Check(Known(), null, Tower(FeatureWidth)), Some);
        Refused(() => Check(Known("Text"), null, null), "The features of actions have a column, but no network.");
    }

    [Fact]
    public void RequireActionTowers_OfOtherWidths_IsRefused()
    {
        Refused(() => Check(Known(), Tower(FeatureWidth), Tower(6)), "The network of the features of actions has 6 inputs in place of 5.");
        Refused(() => Check(Known(), Tower(FeatureWidth, 3), Tower(FeatureWidth)), "The network of the features of actions has 3 outputs in place of 2.");
        Refused(() => Check(Known(), ReadingIds(Actions + 1), Tower(FeatureWidth)),
            "The network of the features of actions has 5 embeddings of field 0, which has 4 values.");
    }

    [Fact]
    public void RequireActionTowers_OfACatalogThatIsNewerThanTheFit_HaveTheIdsOfTheFit()
    {
        var actions = new PolicyActions("Action", ActionType.Text, Actions, ["a", "b", "c", "d"]) { FittedIds = new TextIndex(["a", "x"]) { IsFixed = true } };

        Check(actions, ReadingIds(2), Tower(FeatureWidth));
        Refused(() => Check(actions, ReadingIds(Actions), Tower(FeatureWidth)),
            "The network of the features of actions has 4 embeddings of field 0, which has 2 values.");
    }

    private static void Refused(Action check, string message) => check.Should().Throw<FormatException>().WithMessage(message);

    private static void Check(PolicyActions actions, PlannedNetwork? first, PlannedNetwork? second)
    {
        PolicyBlock[] blocks = [new(Function(Actions * Width), 1, 0), new(Function(Actions * Width), 1, 0)];
        HeadCheck.RequireActionTowers(blocks, new Dictionary<float[], PlannedNetwork?>
        {
            [blocks[0].Function.ActionTable] = first,
            [blocks[1].Function.ActionTable] = second,
        }, actions);
    }

    private static PolicyActions Known(string? feature = null) => new("Action", ActionType.Key, Actions, names: null) { FeatureColumnName = feature };

    private static TwoTowerBlock Function(int length) => new(Tower(), new float[length]);

    private static PlannedNetwork Tower(int inputs = Inputs, int outputs = Width) => Network(NetworkPlan.Tower(inputs, [], outputs));

    private static PlannedNetwork Embedding(int field, int count) => Network(new([new InputNode(Inputs), new EmbeddingNode(field, count, Width)], [1]));

    private static PlannedNetwork ReadingIds(int count) => ActionTower.PlusEmbedding(Tower(FeatureWidth), new float[count * Width]);

    private static PlannedNetwork Network(NetworkPlan plan) => new(plan, [.. plan.WeightLengths.Select(length => new float[length])]);
}
