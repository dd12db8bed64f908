namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class LengthRuleTests
{
    [Theory]
    [InlineData(LengthRule.LongestFile, 0)]
    [InlineData(LengthRule.LongestFile + 1, 1)]
    public void Find_FileOfLines_FindsWhatIsTooLong(int lines, int expected)
    {
        LengthRule.Find(new("A.cs", new string('\n', lines))).Should().HaveCount(expected);
    }

    [Theory]
    [InlineData("void M() {{{0}}}", 0, 0)]
    [InlineData("void M() {{{0}}}", 1, 1)]
    [InlineData("A() {{{0}}}", 1, 1)]
    [InlineData("int P {{ get {{{0} return 1; }} }}", 1, 1)]
    [InlineData("void M() {{ void L() {{{0}}} }}", 1, 2)]
    [InlineData("/* {0} */ void M() {{ }}", 1, 0)]
    public void Find_MethodOfLines_FindsWhatIsTooLong(string member, int excess, int expected)
    {
        var body = new string('\n', LengthRule.LongestMethod - 1 + excess);
        var text = $"class A {{ {string.Format(null, member, body)} }}";

        LengthRule.Find(new("A.cs", text)).Should().HaveCount(expected);
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("", 1, 1)]
    [InlineData("| ", 1, 0)]
    public void FindLongLines_LineOfColumns_FindsWhatIsTooLong(string start, int excess, int expected)
    {
        var line = start + new string('a', LengthRule.LongestLine + excess - start.Length);

        LengthRule.FindLongLines("a.md", $"a\n{line}\nb").Should().HaveCount(expected);
    }
}
