using FeedServer;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

public sealed class FeedServiceArgumentTests
{
    [Fact]
    public void Parse_CommandAndOptions_SetsThem()
    {
        var arguments = Arguments.Parse(["evaluate", "--folder", "here", "--exploration", "0.25", "--users", "7", "--urls", "http://127.0.0.1:1"]);

        arguments.Should().Be(new Arguments("evaluate", new() { Folder = "here", Exploration = 0.25, Users = 7, Urls = "http://127.0.0.1:1" }));
        Arguments.Parse([]).Should().Be(new Arguments("serve", new()));
        Arguments.Parse(["--users", "3"]).Command.Should().Be("serve");
    }

    [Theory]
    [InlineData("rank", "'rank' is not a command.")]
    [InlineData("serve --page 3", "'--page' is not an option.")]
    [InlineData("--folder", "--folder has no value.")]
    [InlineData("--exploration 1.5", "--exploration must be from 0 to 1, but was '1.5'.")]
    [InlineData("--users none", "--users must be a number of at least 1, but was 'none'.")]
    public async Task Run_WrongArguments_SaysWhatIsWrong(string words, string message)
    {
        FluentActions.Invoking(() => Arguments.Parse(words.Split(' '))).Should().Throw<ArgumentException>().WithMessage(message);
        (await Commands.Run(words.Split(' '))).Should().Be(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Run_EmptyFolder_IsAWrongArgument(string folder) => (await Commands.Run(["train", "--folder", folder])).Should().Be(2);

    [Fact]
    public async Task Run_FolderThatCannotBeCreated_IsAnErrorOfTheData()
        => (await Commands.Run(["train", "--folder", Path.Combine(typeof(Commands).Assembly.Location, "folder")])).Should().Be(1);
}
