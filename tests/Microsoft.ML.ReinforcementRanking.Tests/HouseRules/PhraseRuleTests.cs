namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class PhraseRuleTests
{
    [Theory]
    [InlineData("class ActionCatalogue", "A.cs(2): 'Catalogue': write catalog")]
    [InlineData("/// Normalised values.", "A.cs(2): 'Normalise': write the spelling with z")]
    [InlineData("// Told after every epoch.", "A.cs(2): 'Told after': write reported")]
    [InlineData("// A nudge of the weights.", "A.cs(2): 'nudge': write gradient step")]
    public void Find_BannedPhrase_NamesFileLineAndRemedy(string line, string expected)
        => PhraseRule.Own.Find("A.cs", $"int a;\n{line}").Should().Equal(expected);

    [Theory]
    [InlineData("// A normalized catalog of behaviors was canceled.")]
    [InlineData("// Otherwise the noise rises, as promised; optimism and precision aside.")]
    [InlineData("// Mushrooms grow in bathrooms.")]
    public void Find_PlainEnglish_FindsNothing(string line) => PhraseRule.Own.Find("A.cs", line).Should().BeEmpty();

    [Fact]
    public void Find_OwnList_ReadsPatternsAndRemedies()
        => new PhraseRule("# comment\n\\bold word\\b -> new word\n").Find("a.md", "An old word.\nAn Old Word again").Should().Equal(
            "a.md(1): 'old word': write new word", "a.md(2): 'Old Word': write new word");
}
