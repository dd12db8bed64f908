using System.Globalization;
using ShortVideo;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!AnsiConsole.Profile.Out.IsTerminal)
    AnsiConsole.Profile.Width = 250; // a file or a pipe has no edge at which tables must be folded
try
{
    var arguments = Arguments.Parse(args);
    if (arguments.Score)
        SavedModel.Score(arguments);
    else
        Job.Run(arguments);
    return 0;
}
catch (ArgumentException mistake) when (mistake.Source == typeof(Arguments).Assembly.GetName().Name)
{
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{mistake.Message}[/]\n{Arguments.Usage}");
    return 2;
}
catch (InvalidDataException problem)
{
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{problem.Message}[/]");
    return 1;
}
