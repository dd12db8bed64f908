using MultiTask;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class MultiTaskArgumentsTests
{
    [Fact]
    public void Invoke_AllOptions_AreTaken()
        => CommandWords.Run<Arguments>(Arguments.Command, "--data", "log", "--backbones", "ple,aitm", "--seed", "7").Should()
            .BeEquivalentTo(new Arguments { Data = "log", Backbones = ["ple", "aitm"], Seed = 7 });

    [Fact]
    public void Invoke_NoOptions_HasDefaults()
        => CommandWords.Run<Arguments>(Arguments.Command).Should().BeEquivalentTo(new Arguments { Data = null, Backbones = ["esmm", "mmoe", "ple"], Seed = 1 });

    [Theory]
    [InlineData("*--data*", "--data")]
    [InlineData("--seed must be a number of at least 0, but was 'x'.", "--seed", "x")]
    [InlineData("--backbones: 'mmo' is not a backbone. The backbones are single, shared-bottom, esmm, omoe, mmoe, ple, aitm.", "--backbones", "ple,mmo")]
    [InlineData("*'--dta'*", "--dta", "log")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
        => CommandWords.ShouldFail(Arguments.Command(_ => { }), message, words);
}
