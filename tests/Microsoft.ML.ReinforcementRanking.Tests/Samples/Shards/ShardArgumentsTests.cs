using System.CommandLine;
using BatchScoring;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

/// <summary>Tests the command lines of the samples that fit and score shards.</summary>
public class ShardArgumentsTests
{
    [Fact]
    public void Score_AllOptions_AreTaken()
    {
        var arguments = CommandWords.Run<Arguments>(Scoring,
            "--model", "m.zip", "--data", "in", "--output", "out", "--columns", "User,Score", "--shard-index", "1", "--shard-count", "4");

        arguments.Columns.Should().Equal("User", "Score");
        (arguments with { Columns = null }).Should()
            .Be(new Arguments { Model = "m.zip", Data = "in", Output = "out", Share = new(1, 4, "the command line") });
    }

    [Fact]
    public void Score_NoOptions_HasDefaults()
        => CommandWords.Run<Arguments>(Scoring).Should().Be(new Arguments { Output = Path.Combine("artifacts", "batch-scoring") });

    [Theory]
    [InlineData("--model and --data go together.*", "--model", "m.zip")]
    [InlineData("2 processes would fit as many models.*", "--shard-index", "0", "--shard-count", "2")]
    [InlineData("--shard-count must be a number of at least 0, but was '-2'.", "--shard-index", "0", "--shard-count", "-2")]
    [InlineData("*must be below the number of processes*", "--shard-index", "0", "--shard-count", "0")]
    public void Score_BadWords_AreNamed(string message, params string[] words)
        => CommandWords.ShouldFail(Scoring(_ => { }), message, words);

    [Fact]
    public void Fit_AllOptions_AreTaken()
        => CommandWords.Run<JointFit.Arguments>(Fitting, "--data", "in", "--epochs", "9", "--seed", "7", "--output", "out").Should()
            .Be(new JointFit.Arguments { Data = "in", Epochs = 9, Seed = 7, Output = "out" });

    [Theory]
    [InlineData("--epochs must be a number of at least 1, but was '0'.", "--epochs", "0")]
    public void Fit_BadWords_AreNamed(string message, params string[] words)
        => CommandWords.ShouldFail(Fitting(_ => { }), message, words);

    private static RootCommand Scoring(Action<Arguments> run) => Arguments.Command((arguments, _) =>
    {
        run(arguments);
        return Task.FromResult(0);
    });

    private static RootCommand Fitting(Action<JointFit.Arguments> run) => JointFit.Arguments.Command((arguments, _) => run(arguments));
}
