using System.CommandLine;
using ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class ArgumentsTests
{
    private readonly List<(string Action, Arguments Arguments)> _done = [];

    [Fact]
    public void Invoke_AllOptions_AreTaken()
    {
        Command.Parse(["--data", "log", "--seed", "7", "--output", "out"]).Invoke().Should().Be(0);
        Command.Parse(Arguments.ToScore("log", "out")).Invoke().Should().Be(0);

        _done.Should().Equal(("run", new Arguments { Data = "log", Seed = 7, Output = "out" }), ("score", new Arguments { Data = "log", Output = "out" }));
    }

    [Fact]
    public void Invoke_NoOptions_HasDefaults()
    {
        Command.Parse([]).Invoke().Should().Be(0);

        _done.Should().Equal(("run", new Arguments()));
    }

    [Theory]
    [InlineData("*--data*", "--data")]
    [InlineData("--seed must be a number of at least 0, but was '-1'.", "--seed", "-1")]
    [InlineData("*'--dta'*", "--dta", "log")]
    public void Parse_BadWords_AreNamed(string message, params string[] words)
        => CommandWords.ShouldFail(Command, message, words);

    private RootCommand Command => Arguments.Command(arguments => _done.Add(("run", arguments)), arguments => _done.Add(("score", arguments)));
}
