using Feed;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class FeedArgumentsTests
{
    [Fact]
    public void Invoke_AllOptions_AreTaken()
        => CommandWords.Run<Arguments>(Arguments.Command, "--users", "200", "--seed", "7", "--output", "out").Should()
            .Be(new Arguments { Users = 200, Seed = 7, Output = "out" });

    [Fact]
    public void Invoke_NoOptions_HasDefaults()
        => CommandWords.Run<Arguments>(Arguments.Command).Should().Be(new Arguments { Users = 1500, Seed = 1, Output = Path.Combine("artifacts", "feed") });

    [Theory]
    [InlineData("--users must be a number of at least 100, but was '99'.", "--users", "99")]
    [InlineData("*'--days'*", "--days", "3")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
        => CommandWords.ShouldFail(Arguments.Command(_ => { }), message, words);
}
