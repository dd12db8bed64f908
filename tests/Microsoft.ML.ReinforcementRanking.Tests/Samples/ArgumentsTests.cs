using ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class ArgumentsTests
{
    [Fact]
    public void Parse_AllOptions_AreTaken()
    {
        var arguments = Arguments.Parse(["--data", "log", "--seed", "7", "--output", "out"]);

        arguments.Data.Should().Be("log");
        arguments.Seed.Should().Be(7);
        arguments.Output.Should().Be("out");
        arguments.Score.Should().BeFalse();
        Arguments.Parse(["--seed", "7", .. Arguments.ToScore("log", "out")]).Should().Be(arguments with { Score = true });
    }

    [Theory]
    [InlineData("--data needs a value.", "--data")]
    [InlineData("--seed must be a number of at least 0, but was '-1'.", "--seed", "-1")]
    [InlineData("'--dta' is not an option.", "--dta", "log")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
    {
        FluentActions.Invoking(() => Arguments.Parse(words)).Should().Throw<ArgumentException>().WithMessage(message);
    }
}
