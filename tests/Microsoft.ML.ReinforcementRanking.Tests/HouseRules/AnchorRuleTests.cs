namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class AnchorRuleTests
{
    private const string Page = "# A page\n\n## Which columns, when?\n\n```sh\n# not a heading\n```\n\n## `Fit`\n\n## Fit\n";

    [Fact]
    public void Anchors_OfHeadings_HaveNoPunctuationAndAreUnique()
    {
        AnchorRule.Anchors(Page).Should().Equal("a-page", "which-columns-when", "fit", "fit-1");
    }

    [Theory]
    [InlineData("[x](b.md#which-columns-when) [y](#own) [z](https://example.org/c.md#none) [w](missing.md#part)\n# Own")]
    [InlineData("[x](b.md) and [y](../README.md)")]
    public void Find_LinksToHeadings_FindsNothing(string text)
    {
        Find(text).Should().BeEmpty("a missing page is the finding of another rule");
    }

    [Fact]
    public void Find_LinksToNoHeading_NamesFileLineAndAnchor()
    {
        Find("# Own\n\n[x](b.md#not-a-heading) [y](#here)").Should().Equal(
            "pages/a.md(3): b.md has no heading for #not-a-heading", "pages/a.md(3): this page has no heading for #here");
    }

    private static IEnumerable<string> Find(string text)
        => AnchorRule.Find("pages/a.md", text, page => page == Path.Combine("pages", "b.md") ? Page : null);
}
