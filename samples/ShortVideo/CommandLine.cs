using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace ShortVideo;

/// <summary>Runs a sample as a command. The output does not depend on the machine's culture, and a problem is one sentence.</summary>
internal static class CommandLine
{
    // A file or a pipe has no edge at which tables must be folded.
    private const int WidthOfPipes = 250;

    /// <returns>The exit code: 0, 1 where the data cannot be used, 2 for a mistake in the arguments.</returns>
    public static int Run(Command command, IReadOnlyList<string> words)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (!AnsiConsole.Profile.Out.IsTerminal)
            AnsiConsole.Profile.Width = WidthOfPipes;
        var parsed = command.Parse(words);
        try
        {
            var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            return parsed.Errors.Count > 0 ? 2 : code;
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException or IOException)
        {
            AnsiConsole.MarkupLine($"[red]{Markup.Escape(problem.Message)}[/]");
            return 1;
        }
    }

    /// <summary>An option with an integer as its value.</summary>
    public static Option<int> Number(string name, string description, int least, int usual) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => usual,
        CustomParser = words =>
        {
            if (int.TryParse(words.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least)
                return number;
            words.AddError($"{name} must be a number of at least {least}, but was '{words.Tokens[0].Value}'.");
            return usual;
        },
    };

    /// <summary>An option with a folder as its value.</summary>
    public static Option<string> Folder(string name, string description, string usual) => new(name)
    {
        Description = description,
        HelpName = "folder",
        DefaultValueFactory = _ => usual,
    };

    /// <summary>An option with a folder as its value, and nothing where it is not given.</summary>
    public static Option<string?> Folder(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "folder",
    };
}
