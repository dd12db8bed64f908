using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class ReadCatalogTests
{
    [Fact]
    public void ReadCatalog_AnyOrderWithEqualDuplicate_GivesOneRowPerAction()
    {
        var table = Read(4, 3, 2, 1, 0, 2);

        table.RowCount.Should().Be(5);
        Enumerable.Range(0, 5).Select(action => LogRow.RowOf(table, action)[0]).Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public void ReadCatalog_MissingAction_NamesIt()
    {
        var read = () => Read(0, 1, 3, 4);

        read.Should().Throw<InvalidOperationException>()
            .WithMessage("Action key 3 of 5 has no row in the catalog's action column 'Action'. Give every action*");
    }

    [Fact]
    public void ReadCatalog_DuplicateWithOtherFeatures_NamesBothRows()
    {
        var read = () => Read(LogRow.View(new LogRow { Action = 1, ActionFeatures = [1, 0] }, new LogRow { Action = 1, ActionFeatures = [2, 0] }), 5);

        read.Should().Throw<InvalidOperationException>()
            .WithMessage(
                "Row 1 *action features column 'ActionFeatures': action key 2 has 2 in slot 0, but it had 1 in row 0. Keep one row per action in the catalog.");
    }

    [Fact]
    public void ReadCatalog_OtherCardinality_AsksForTheSameMapping()
    {
        var read = () => Read(LogRow.View(), 7);

        read.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*action column 'Action': expected a key of 7 values*same fitted key mapping*got Key<UInt32, 0-4>*");
    }

    [Theory]
    [InlineData("Nowhere", "ActionFeatures", "*action column 'Nowhere'*")]
    [InlineData("ActionVector", "ActionFeatures", "*action column 'ActionVector': expected text, an integer, or a key*")]
    [InlineData("Action", "Nowhere", "*action features column 'Nowhere'*")]
    public void ReadCatalog_WrongColumn_NamesIt(string action, string features, string message)
    {
        var read = () => new ActionCatalogReader(LogRow.Host(), LogRow.View(), action, features, ActionType.Key);

        read.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    private static FeatureTable Read(params uint[] actions) =>
        Read(LogRow.View([.. actions.Select(action => new LogRow { Action = action, ActionFeatures = [action, 0] })]), 5);

    private static FeatureTable Read(IDataView catalog, int actionCount) =>
        new ActionCatalogReader(LogRow.Host(), catalog, "Action", "ActionFeatures", ActionType.Key).ReadKeys(actionCount);
}
