using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests how the sets of eligible actions of a log are read, and which of them are errors.</summary>
public class EligibleActionTests
{
    [Fact]
    public void Read_Text_NumbersActionsInTheOrderOfTheirFirstAppearance()
    {
        var data = EligibleRow.Read("Id", "Ids", new EligibleRow { Id = "b", Ids = ["a", "b"] }, new EligibleRow { Id = "a", Ids = ["c", "a"] });

        data.ActionIds!.Values.Should().Equal("b", "a", "c");
        data.ActionCount.Should().Be(3);
        data.Actions.Should().Equal(0, 1);
        Sets(data).Should().BeEquivalentTo(new int[][] { [1, 0], [2, 1] }, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_IntegersOfAnotherSize_AreTheSameIds()
    {
        var data = EligibleRow.Read("Number", "Bytes", new EligibleRow { Number = 7, Bytes = [200, 7] }, new EligibleRow { Number = 200, Bytes = [200] });

        data.ActionIds!.Values.Should().Equal("7", "200");
        Sets(data).Should().BeEquivalentTo(new int[][] { [1, 0], [1] }, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_NegativeIntegersOfKnownSize_AreIds()
    {
        var data = EligibleRow.Read("Number", "Pair", new EligibleRow { Number = -5, Pair = [-5, 0] });

        data.ActionIds!.Values.Should().Equal("-5", "0");
        Sets(data).Should().ContainSingle().Which.Should().Equal(0, 1);
    }

    [Fact]
    public void Read_Keys_KeepsTheCatalogOfTheType()
    {
        var data = EligibleRow.Read("Key", "Keys", new EligibleRow { Key = 2, Keys = [3, 4] });

        data.ActionCount.Should().Be(4);
        data.ActionIds.Should().BeNull();
        Sets(data).Should().ContainSingle().Which.Should().Equal(2, 3);
    }

    [Fact]
    public void Read_AnActionTwice_IsInTheSetOnce()
        => Sets(EligibleRow.Read("Id", "Ids", new EligibleRow { Ids = ["b", "a", "b", "a"] })).Should().ContainSingle().Which.Should().Equal(1, 0);

    [Fact]
    public void ReadIds_SetsAndActions_GivesTheCatalogThatReadGives()
    {
        EligibleRow[] rows = [new() { Id = "b", Ids = ["a", "b"] }, new() { Id = "d", Ids = ["c", "d"] }];

        var ids = ActionReader.ReadIds(LogRow.Host(), EligibleRow.View(rows), EligibleRow.Columns("Id", "Ids"));

        ids!.Values.Should().Equal(EligibleRow.Read("Id", "Ids", rows).ActionIds!.Values);
    }

    [Fact]
    public void Read_FixedIds_LeavesOutThoseThatTheCatalogLacks()
    {
        var ids = new TextIndex("a", "b") { IsFixed = true };

        var data = SessionReader.Read(LogRow.Host(), EligibleRow.View(new EligibleRow { Ids = ["new", "b", "a"] }), EligibleRow.Columns("Id", "Ids"), ids);

        Sets(data).Should().ContainSingle().Which.Should().Equal(1, 0);
    }

    [Theory]
    [InlineData("Id", "Numbers", "expected a vector whose items are text, as the action column 'Id' is, got Vector<Int64>*")]
    [InlineData("Number", "Ids", "expected a vector whose items are an integer, as the action column 'Number' is, got Vector<String>*")]
    [InlineData("Number", "Keys", "expected a vector whose items are an integer, *got Vector<Key<UInt32, 0-3>>*")]
    [InlineData("Key", "OtherKeys", "expected a vector of keys into the 4 values of the action column 'Key' (*one key mapping), got *0-4>>*")]
    [InlineData("Id", "Singles", "expected a vector of text, of integers, or of keys of known cardinality, got Vector<Single>*")]
    [InlineData("Id", "Session", "expected a vector of text, of integers, or of keys of known cardinality, got String*")]
    public void Check_AnotherType_NamesBoth(string action, string eligible, string message)
    {
        var check = () => EligibleRow.Columns(action, eligible).Check(LogRow.Host(), EligibleRow.View().Schema);

        check.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*eligible actions column '{eligible}': {message}");
    }

    [Fact]
    public void Read_NullSet_NamesRowAndSession() => Failure("Id", "Ids", new EligibleRow(), new EligibleRow { Session = "late", Ids = null })
        .Should().Match("Row 1 *Session 'late'*eligible actions column 'Ids': the set is null or empty. Give every row the actions that could have been *");

    [Fact]
    public void Read_EmptySet_NamesRowAndColumn() => Failure("Key", "Keys", new EligibleRow { Keys = [] })
        .Should().Match("Row 0 *eligible actions column 'Keys': the set is null or empty. *");

    [Fact]
    public void Read_LoggedIdOutsideItsSet_NamesIt() => Failure("Id", "Ids", new EligibleRow(), new EligibleRow { Id = "z", Ids = ["a", "b", "b"] })
        .Should().Match("Row 1 *eligible actions column 'Ids': the logged action 'z' is not one of the 2 eligible actions. Add it to the set, *");

    [Fact]
    public void Read_LoggedKeyOutsideItsSet_NamesIt() => Failure("Key", "Keys", new EligibleRow { Key = 3 })
        .Should().Match("Row 0 *eligible actions column 'Keys': the logged action key 4 is not one of the 1 eligible actions. *");

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Read_MissingKey_NamesTheSlot(uint key) => Failure("Key", "Keys", new EligibleRow { Keys = [1, key] })
        .Should().Match("Row 0 *eligible actions column 'Keys': slot 1 has no value. A value that the key mapping has not seen becomes missing. *");

    [Fact]
    public void Read_EmptyId_NamesTheSlot() => Failure("Id", "Ids", new EligibleRow { Ids = ["a", "", null] })
        .Should().Match("Row 0 *eligible actions column 'Ids': slot 1 has no value. Give every slot an id. Use vectors of variable length *");

    private static int[][] Sets(SessionDataset data) => [.. Enumerable.Range(0, data.RowCount).Select(row => data.EligibleActions![row].ToArray())];

    private static string Failure(string action, string eligible, params EligibleRow[] rows)
        => FluentActions.Invoking(() => EligibleRow.Read(action, eligible, rows)).Should().Throw<InvalidOperationException>().Which.Message;
}
