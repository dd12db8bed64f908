using AbTest;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class AbTestArgumentsTests
{
    [Fact]
    public void Invoke_AllOptions_AreTaken()
        => CommandWords.Run<Arguments>(Arguments.Command, "--days", "3", "--users", "200", "--seed", "7", "--output", "out").Should()
            .Be(new Arguments { Days = 3, Users = 200, Seed = 7, Output = "out" });

    [Fact]
    public void Invoke_NoOptions_HasDefaults()
        => CommandWords.Run<Arguments>(Arguments.Command).Should()
            .Be(new Arguments { Days = 11, Users = 6000, Seed = 1, Output = Path.Combine("artifacts", "ab-test") });

    [Theory]
    [InlineData("*--users*", "--users")]
    [InlineData("--days must be a number of at least 1, but was '0'.", "--days", "0")]
    [InlineData("--users must be a number of at least 100, but was '99'.", "--users", "99")]
    [InlineData("--seed must be a number of at least 0, but was 'x'.", "--seed", "x")]
    [InlineData("*'--day'*", "--day", "3")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
        => CommandWords.ShouldFail(Arguments.Command(_ => { }), message, words);
}
