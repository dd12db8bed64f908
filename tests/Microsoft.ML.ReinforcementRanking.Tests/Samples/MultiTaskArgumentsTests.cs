using MultiTask;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class MultiTaskArgumentsTests
{
    [Fact]
    public void Invoke_AllOptions_AreTaken()
        => Invoke("--data", "log", "--backbones", "ple,aitm", "--seed", "7").Should()
            .BeEquivalentTo(new Arguments { Data = "log", Backbones = ["ple", "aitm"], Seed = 7 });

    [Fact]
    public void Invoke_NoOptions_HasDefaults()
        => Invoke().Should().BeEquivalentTo(new Arguments { Data = null, Backbones = ["esmm", "mmoe", "ple"], Seed = 1 });

    [Theory]
    [InlineData("*--data*", "--data")]
    [InlineData("--seed must be a number of at least 0, but was 'x'.", "--seed", "x")]
    [InlineData("--backbones: 'mmo' is not a backbone. The backbones are single, shared-bottom, esmm, omoe, mmoe, ple, aitm.", "--backbones", "ple,mmo")]
    [InlineData("*'--dta'*", "--dta", "log")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
        => Arguments.Command(_ => { }).Parse(words).Errors.Select(error => error.Message).Should().ContainMatch(message);

    private static Arguments? Invoke(params string[] words)
    {
        Arguments? arguments = null;
        Arguments.Command(given => arguments = given).Parse(words).Invoke().Should().Be(0);
        return arguments;
    }
}
