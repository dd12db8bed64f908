using System.CommandLine;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Gives words to the command of a sample.</summary>
internal static class CommandWords
{
    /// <summary>Returns the arguments that the command runs with, once.</summary>
    public static TArguments Run<TArguments>(Func<Action<TArguments>, RootCommand> command, params string[] words)
    {
        List<TArguments> given = [];
        command(given.Add).Parse(words).Invoke().Should().Be(0);
        return given.Should().ContainSingle().Subject;
    }

    /// <summary>Expects that the words are wrong, with a message that matches a pattern.</summary>
    public static void ShouldFail(RootCommand command, string message, string[] words)
        => command.Parse(words).Errors.Select(error => error.Message).Should().ContainMatch(message);
}
