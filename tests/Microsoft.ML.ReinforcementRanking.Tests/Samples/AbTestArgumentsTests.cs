using AbTest;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class AbTestArgumentsTests
{
    [Fact]
    public void Parse_AllOptions_AreTaken()
    {
        var arguments = Arguments.Parse(["--days", "3", "--users", "200", "--seed", "7", "--output", "out"]);

        (arguments.Days, arguments.Users, arguments.Seed, arguments.Output).Should().Be((3, 200, 7, "out"));
    }

    [Fact]
    public void Parse_Nothing_HasDefaults()
    {
        var arguments = Arguments.Parse([]);

        (arguments.Days, arguments.Users, arguments.Seed, arguments.Output).Should().Be((11, 6000, 1, Path.Combine("artifacts", "ab-test")));
    }

    [Theory]
    [InlineData("--users needs a value.", "--users")]
    [InlineData("--days must be a number of at least 1, but was '0'.", "--days", "0")]
    [InlineData("--users must be a number of at least 100, but was '99'.", "--users", "99")]
    [InlineData("--seed must be a number of at least 0, but was 'x'.", "--seed", "x")]
    [InlineData("'--day' is not an option.", "--day", "3")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
    {
        FluentActions.Invoking(() => Arguments.Parse(words)).Should().Throw<ArgumentException>().WithMessage(message);
    }
}
