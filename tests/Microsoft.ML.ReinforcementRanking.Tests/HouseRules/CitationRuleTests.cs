namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class CitationRuleTests
{
    private const string Page = "docs/equations-" + "x.md";

    [Fact]
    public void Find_NumbersOfThePage_FindsNothing()
    {
        Find($"// {Page} (1), (B2), (E1), and (9)").Should().BeEmpty("what follows the list is not part of it");
    }

    [Fact]
    public void Find_NumberThatThePageLacks_NamesFileLinePageAndNumber()
    {
        Find($"int a;\n// {Page} (1), (2) to (B2)").Should().Equal($"A.cs(2): {Page} has no (2)");
    }

    [Fact]
    public void Find_PageThatIsMissing_NamesIt()
    {
        Find("// docs/" + "none.md (1)").Should().Equal("A.cs(1): there is no docs/" + "none.md");
    }

    [Theory]
    [InlineData("(TSCAC spe", "c 7.1 #3)")]
    [InlineData("the RMTL specificatio", "n, section 8.1")]
    [InlineData("(specificatio", "n 8.11)")]
    public void Find_SectionOfATextThatIsNotHere_IsAViolation(string start, string end)
    {
        Find($"// {start}{end}").Should().ContainSingle().Which.Should().StartWith("A.cs(1): ").And.EndWith("is not a text of this repository");
    }

    [Fact]
    public void Files_LinksOfAPage_AreFromTheRoot()
    {
        CitationRule.Files(Path.Combine("docs", "a.md"), "[b](b.md#part) [c](../C.md) [d](https://example.org/d.md)")
            .Should().Equal(Path.Combine("docs", "b.md"), "C.md");
    }

    [Fact]
    public void Files_SourcesThatAPageNames_AreOfTheLibrary()
    {
        CitationRule.Files(Path.Combine("docs", "a.md"), "| x | `Learning/A.cs`, `B.cs` |").Should()
            .Equal(Path.Combine(SourceFile.LibraryFolder, "Learning/A.cs"));
    }

    [Fact]
    public void Files_OfCode_AreThePagesItNames()
    {
        CitationRule.Files("A.cs", $"// see {Page} (1)").Should().Equal(Page);
    }

    private static IEnumerable<string> Find(string text) => CitationRule.Find("A.cs", text, page => page == Page ? "**(1)** and **(B2)** and **(E1)**" : null);
}
