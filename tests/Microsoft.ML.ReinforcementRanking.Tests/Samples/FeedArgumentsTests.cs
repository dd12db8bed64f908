using Feed;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class FeedArgumentsTests
{
    [Fact]
    public void Invoke_AllOptions_AreTaken()
        => Invoke("--users", "200", "--seed", "7", "--output", "out").Should().Be(new Arguments { Users = 200, Seed = 7, Output = "out" });

    [Fact]
    public void Invoke_NoOptions_HasDefaults()
        => Invoke().Should().Be(new Arguments { Users = 1500, Seed = 1, Output = Path.Combine("artifacts", "feed") });

    [Theory]
    [InlineData("--users must be a number of at least 100, but was '99'.", "--users", "99")]
    [InlineData("*'--days'*", "--days", "3")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
        => Arguments.Command(_ => { }).Parse(words).Errors.Select(error => error.Message).Should().ContainMatch(message);

    private static Arguments? Invoke(params string[] words)
    {
        Arguments? arguments = null;
        Arguments.Command(given => arguments = given).Parse(words).Invoke().Should().Be(0);
        return arguments;
    }
}
