namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class ContentsRuleTests
{
    private const string Contents = "- { name: All, href: index.md }\n- { name: A, href: a.md }\n- { name: B, href: results/b.md }\n";
    private const string Index = "[A](a.md) and [B](results/b.md)";

    [Fact]
    public void Find_PagesInOneOrder_FindsNothing()
    {
        ContentsRule.Find(Contents, Index, ["index.md", "a.md", "results/b.md", "decisions/0001-x.md"]).Should().BeEmpty("decisions have a list of their own");
    }

    [Fact]
    public void Find_PageThatIsNotListed_NamesIt()
    {
        ContentsRule.Find(Contents, Index, ["index.md", "a.md", "results/b.md", "c.md"]).Should().ContainSingle().Which.Should().Contain("c.md is missing");
    }

    [Fact]
    public void Find_PageThatIsNotThere_NamesIt()
    {
        ContentsRule.Find(Contents, Index, ["index.md", "a.md"]).Should().Equal("docs/toc.yml: there is no results/b.md");
    }

    [Fact]
    public void Find_AnotherOrder_SaysWhere()
    {
        ContentsRule.Find(Contents, "[B](results/b.md) and [A](a.md)", ["index.md", "a.md", "results/b.md"]).Should().ContainSingle()
            .Which.Should().EndWith("a.md in one is results/b.md in the other");
    }

    [Fact]
    public void FindDecisions_DecisionThatIsNotListed_NamesIt()
    {
        ContentsRule.FindDecisions("| [0001](0001-x.md) | x |", ["a.md", "decisions/index.md", "decisions/0001-x.md", "decisions/0002-y.md"])
            .Should().ContainSingle().Which.Should().Contain("0002-y.md");
    }
}
