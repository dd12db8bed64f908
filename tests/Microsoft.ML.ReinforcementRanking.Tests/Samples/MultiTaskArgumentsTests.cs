using MultiTask;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class MultiTaskArgumentsTests
{
    [Fact]
    public void Parse_AllOptions_AreTaken()
    {
        var arguments = Arguments.Parse(["--data", "log", "--backbones", "ple,aitm", "--seed", "7"]);

        arguments.Data.Should().Be("log");
        arguments.Backbones.Should().Equal("ple", "aitm");
        arguments.Seed.Should().Be(7);
    }

    [Fact]
    public void Parse_Nothing_HasDefaults()
    {
        var arguments = Arguments.Parse([]);

        arguments.Data.Should().BeNull();
        arguments.Backbones.Should().Equal("esmm", "mmoe", "ple");
        arguments.Seed.Should().Be(1);
    }

    [Theory]
    [InlineData("--data needs a value.", "--data")]
    [InlineData("--seed must be a number of at least 0, but was 'x'.", "--seed", "x")]
    [InlineData("--backbones: 'mmo' is none of single, shared-bottom, esmm, omoe, mmoe, ple, aitm.", "--backbones", "ple,mmo")]
    [InlineData("'--dta' is not an option.", "--dta", "log")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
    {
        FluentActions.Invoking(() => Arguments.Parse(words)).Should().Throw<ArgumentException>().WithMessage(message);
    }
}
