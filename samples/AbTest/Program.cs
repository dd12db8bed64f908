using System.Globalization;
using AbTest;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!AnsiConsole.Profile.Out.IsTerminal)
    AnsiConsole.Profile.Width = 250; // a file or a pipe has no edge at which tables must be folded

Arguments arguments;
try
{
    arguments = Arguments.Parse(args);
}
catch (ArgumentException mistake)
{
    AnsiConsole.MarkupLine($"[red]{Markup.Escape(mistake.Message)}[/]\n{Markup.Escape(Arguments.Usage)}");
    return 2;
}
try
{
    Job.Run(arguments);
    return 0;
}
catch (Exception problem) when (problem is InvalidDataException or IOException)
{
    AnsiConsole.MarkupLine($"[red]{Markup.Escape(problem.Message)}[/]");
    return 1;
}
