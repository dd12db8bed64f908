namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class WordRuleTests
{
    [Theory]
    [InlineData("TO", "DO")]
    [InlineData("FIX", "ME")]
    [InlineData("HA", "CK")]
    public void Find_BannedWord_NamesFileAndLine(string start, string end)
    {
        WordRule.Find("A.cs", $"int a;\n// {start}{end}: later").Should().Equal($"A.cs(2): {start}{end}");
    }

    [Fact]
    public void Find_WordsThatContainOne_FindsNothing()
    {
        WordRule.Find("A.cs", "// a hackathon, HACKATHON, todos").Should().BeEmpty(); // only whole words in capitals are banned
    }
}
