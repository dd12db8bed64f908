using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a cell of a table. Numbers are aligned to the right, and written in the invariant culture.</summary>
internal readonly record struct Cell(string Text, bool IsNumber = false)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell Count(long value) => new(value.ToString("N0", CultureInfo.InvariantCulture), true);

    public static Cell Number(double value) => new(NumberText(value), true);

    public static Cell Share(double value) => new(ShareText(value), true);

    /// <summary>A change relative to the log, with its sign.</summary>
    public static Cell Lift(double value) => new(LiftText(value), true);

    public static Cell Interval(double lower, double upper) => Interval(lower, upper, NumberText);

    public static Cell LiftInterval(double lower, double upper) => Interval(lower, upper, LiftText);

    public static string NumberText(double value) => double.IsNaN(value) ? "–" : value.ToString("G4", CultureInfo.InvariantCulture);

    public static string ShareText(double value) => double.IsNaN(value) ? "–" : value.ToString("0.0%", CultureInfo.InvariantCulture);

    private static string LiftText(double value) => double.IsNaN(value) ? "–" : value.ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture);

    private static Cell Interval(double lower, double upper, Func<double, string> format)
        => double.IsNaN(lower) ? new("–", true) : new($"{format(lower)} to {format(upper)}", true);
}
