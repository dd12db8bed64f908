using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace ShortVideo;

/// <summary>Runs a sample as a command. The output does not depend on the culture of the machine, and an error is one line.</summary>
internal static class CommandLine
{
    // Tables that are written to a file or a pipe are not folded at the edge of a window.
    private const int RedirectedWidth = 400;

    /// <summary>The exit code after Ctrl+C, as in a shell.</summary>
    public const int Canceled = 130;

    /// <returns>The exit code: 0 for success, 1 if the data or a folder cannot be used, 2 if an argument is wrong, and 130 after Ctrl+C.</returns>
    public static int Run(Command command, IReadOnlyList<string> words)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (!AnsiConsole.Profile.Out.IsTerminal)
            AnsiConsole.Profile.Width = RedirectedWidth;
        var parsed = command.Parse(words);
        try
        {
            var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            return parsed.Errors.Count > 0 ? 2 : code;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Canceled.");
            return Canceled;
        }
        catch (Exception problem) when (IsOfTheData(problem))
        {
            // The console of Spectre would fold a long line.
            Console.Error.WriteLine(problem.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    /// <summary>Whether an error is one of the data or of a folder, whose message says what is wrong. Any other one is a mistake in the program.</summary>
    public static bool IsOfTheData(Exception problem)
        => problem is InvalidDataException or InvalidOperationException or IOException or UnauthorizedAccessException or FormatException or JsonException
            or DbException;

    /// <summary>Creates an option with an integer value.</summary>
    public static Option<int> Number(string name, string description, int minimum, int defaultValue) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => defaultValue,
        CustomParser = words =>
        {
            if (int.TryParse(words.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum)
                return number;
            words.AddError($"{name} must be a number of at least {minimum}, but was '{words.Tokens[0].Value}'.");
            return defaultValue;
        },
    };

    /// <summary>Creates an option with a folder as its value.</summary>
    public static Option<string> Folder(string name, string description, string defaultValue) => new(name)
    {
        Description = description,
        HelpName = "folder",
        DefaultValueFactory = _ => defaultValue,
        CustomParser = words => NonEmpty(name, words),
    };

    /// <summary>Creates an option with a folder as its value. The value is null if the option is omitted.</summary>
    public static Option<string?> Folder(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "folder",
        CustomParser = words => NonEmpty(name, words),
    };

    private static string NonEmpty(string name, ArgumentResult words)
    {
        var folder = words.Tokens[0].Value;
        if (string.IsNullOrWhiteSpace(folder))
            words.AddError($"{name} must name a folder, but was '{folder}'.");
        return folder;
    }
}
