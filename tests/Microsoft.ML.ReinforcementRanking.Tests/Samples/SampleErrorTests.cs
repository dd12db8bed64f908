using System.CommandLine;
using System.Data.Common;
using System.Text.Json;
using ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>What a sample does where a log cannot be read, or a folder cannot be written to: one line, and the exit code 1 or 2.</summary>
public sealed class SampleErrorTests
{
    private static readonly string File = typeof(SampleErrorTests).Assembly.Location;

    /// <summary>Each sample's command, which runs as far as the folders.</summary>
    public static TheoryData<string> Commands => ["ab-test", "batch-scoring", "feed", "joint-fit", "preparation", "short-video", "tuning"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Run_FolderInAFile_IsAnErrorOfTheData(string sample)
        => Run(Command(sample), "--output", Path.Combine(File, "folder")).Should().Be(1);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Run_EmptyFolder_IsAWrongArgument(string sample)
        => Run(Command(sample), "--output", "").Should().Be(2);

    [Theory]
    [InlineData("preparation")]
    [InlineData("short-video")]
    [InlineData("tuning")]
    [InlineData("multi-task")]
    [InlineData("joint-fit")]
    public void Run_LogThatDoesNotExist_IsAnErrorOfTheData(string sample)
    {
        var output = Directory.CreateTempSubdirectory("sample-errors-");
        try
        {
            string[] folders = ["--data", Path.Combine(output.FullName, "nowhere")];
            Run(Command(sample), sample == "multi-task" ? folders : [.. folders, "--output", output.FullName]).Should().Be(1);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public void Run_ErrorsOfTheData_AreTheExitCodeOne()
    {
        Exception[] problems = [new UnauthorizedAccessException(), new FormatException(), new JsonException(), new FileNotFoundException(), new DataProblem()];

        foreach (var problem in problems)
            Run(Failing(problem)).Should().Be(1);
        Run(Failing(new OperationCanceledException())).Should().Be(ShortVideo.CommandLine.Canceled);
        FluentActions.Invoking(() => Run(Failing(new ArgumentException()))).Should().Throw<ArgumentException>("a mistake in the program is not one");
    }

    private static int Run(RootCommand command, params string[] words) => ShortVideo.CommandLine.Run(command, words);

    private static RootCommand Failing(Exception problem)
    {
        var command = new RootCommand();
        command.SetAction(new Action<ParseResult>(_ => throw problem));
        return command;
    }

    private static RootCommand Command(string sample) => sample switch
    {
        "ab-test" => AbTest.Arguments.Command(arguments => AbTest.Job.Run(arguments)),
        "batch-scoring" => BatchScoring.Arguments.Command((arguments, token) => BatchScoring.Job.Run(arguments, new BatchScoring.ConsoleProgress(), token)),
        "feed" => Feed.Arguments.Command(arguments => Feed.Job.Run(arguments)),
        "joint-fit" => JointFit.Arguments.Command(JointFit.Job.Run),
        "multi-task" => MultiTask.Arguments.Command(MultiTask.Job.Run),
        "preparation" => Preparation.Arguments.Command(arguments => Preparation.Job.Run(arguments)),
        "tuning" => global::Tuning.Arguments.Command(arguments => global::Tuning.Job.Run(arguments)),
        _ => Arguments.Command(Job.Run, SavedModel.Score),
    };

    private sealed class DataProblem : DbException;
}
