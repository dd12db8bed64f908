using System.Globalization;
using Spectre.Console;

namespace ShortVideo;

/// <summary>A sample as a command: what it prints does not depend on the machine's culture, and what goes wrong is said in a sentence.</summary>
internal static class CommandLine
{
    // A file or a pipe has no edge at which tables must be folded.
    private const int WidthOfPipes = 250;

    /// <returns>The exit code: 0, 1 where the data cannot be used, 2 for a mistake in the arguments.</returns>
    /// <param name="parse">Reads the arguments.</param>
    /// <param name="usage">Shown with a mistake in them.</param>
    /// <param name="run">The job.</param>
    public static int Run<TArguments>(Func<TArguments> parse, string usage, Action<TArguments> run)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (!AnsiConsole.Profile.Out.IsTerminal)
            AnsiConsole.Profile.Width = WidthOfPipes;
        TArguments arguments;
        try
        {
            arguments = parse();
        }
        catch (ArgumentException mistake)
        {
            AnsiConsole.MarkupLine($"[red]{Markup.Escape(mistake.Message)}[/]\n{Markup.Escape(usage)}");
            return 2;
        }
        try
        {
            run(arguments);
            return 0;
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException or IOException)
        {
            AnsiConsole.MarkupLine($"[red]{Markup.Escape(problem.Message)}[/]");
            return 1;
        }
    }
}
