namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class TroubleshootingRuleTests
{
    private const string Page = "### A value\n\n```text\nthe value is …, but it must be\nanother message of … words\n```\n";

    [Fact]
    public void Find_MessagesWithEntries_FindsNothing()
    {
        Find("""throw column.Error(row, $"the value is {x}, but it must be {y}", "Do something about it at once.");""").Should().BeEmpty();
        Find("""channel.Warning("This is another message of " + count + " words.");""").Should().BeEmpty();
    }

    [Fact]
    public void Find_MessageWithoutEntry_NamesFileLineAndMessage()
    {
        Find("""throw new InvalidOperationException($"There is something wrong with {x}.");""").Should().ContainSingle()
            .Which.Should().StartWith("A.cs(3): 'There is something wrong with ….' has no entry");
    }

    [Theory]
    [InlineData("""failures.Require(x > 0, nameof(X), x, "above 0 and below the other one");""")]
    [InlineData("""throw host.ExceptSchemaMismatch("data", "role", name, "a vector of numbers of known size", type);""")]
    [InlineData("""var advice = "Give every row a value of its own.";""")]
    [InlineData("""var name = "a short text";""")]
    public void Find_PartsOfMessages_FindsNothing(string statement)
    {
        Find(statement).Should().BeEmpty();
    }

    [Fact]
    public void FindStale_WordsOfNoMessage_NamesTheirLine()
    {
        new TroubleshootingRule(Page).FindStale([Source("""var x = $"the value is {x}, but it must be {y}";""")]).Should().ContainSingle()
            .Which.Should().StartWith($"{TroubleshootingRule.Page}(5): no message has the words 'another message of … words'");
    }

    private static IEnumerable<string> Find(string statement) => new TroubleshootingRule(Page).Find(Source(statement));

    private static SourceFile Source(string statement) => new("A.cs", $"void Run()\n{{\n{statement}\n}}\n");
}
