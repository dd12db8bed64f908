namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class RootRuleTests
{
    [Fact]
    public void Find_StrangerAndGap_NamesBoth()
    {
        string[] entries = [.. RepositoryFiles.Root.Except(["src"]), "notes.txt"];

        RootRule.Find(entries).Should().Contain("notes.txt is not listed").And.Contain("src is missing");
    }
}
