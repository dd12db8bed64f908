using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a column of a table of a report.</summary>
public sealed class ReportColumn
{
    /// <summary>What stands in place of a number that is not known.</summary>
    internal const string Unknown = "–";

    /// <summary>Creates a column.</summary>
    /// <param name="title">The title.</param>
    /// <param name="format">
    /// The format of numbers in the invariant culture, such as <c>"0.000"</c>, with which they are aligned at the right, or null for a column of text. A
    /// percent sign multiplies by 100.
    /// </param>
    /// <param name="hasInterval">Whether an interval follows each number.</param>
    /// <param name="isChange">Whether the numbers are changes, which are bold where their interval excludes 0.</param>
    /// <exception cref="ArgumentException">The title is null, or a column of text has intervals.</exception>
    public ReportColumn(string title, string? format = null, bool hasInterval = false, bool isChange = false)
    {
        ArgumentNullException.ThrowIfNull(title);
        if (hasInterval && format is null)
            throw new ArgumentException($"The column '{title}' has intervals, so that it needs a format of numbers.", nameof(format));
        (Title, Format, HasInterval, IsChange) = (title, format, hasInterval, isChange);
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>The format of numbers, or null for a column of text.</summary>
    public string? Format { get; }

    /// <summary>Whether an interval follows each number.</summary>
    public bool HasInterval { get; }

    /// <summary>Whether the numbers are changes.</summary>
    public bool IsChange { get; }

    /// <summary>Makes a column of relative changes, such as lifts, with one decimal of a percent, a sign, and an interval.</summary>
    /// <param name="title">The title.</param>
    public static ReportColumn Lift(string title) => new(title, "+0.0%;−0.0%;0.0%", hasInterval: true, isChange: true);

    /// <summary>Formats a number. A percent sign is not separated from it.</summary>
    internal string FormatNumber(double value)
    {
        if (double.IsNaN(value))
            return Unknown;
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "−∞";
        var text = value.ToString(Format, CultureInfo.InvariantCulture);
        return text.Replace("-", "−", StringComparison.Ordinal).Replace("%", "\u00a0%", StringComparison.Ordinal);
    }

    /// <summary>Formats a bound of an interval, without the unit, which stands at the number before it.</summary>
    internal string FormatBound(double value) => FormatNumber(value).Replace("\u00a0%", "", StringComparison.Ordinal);
}
