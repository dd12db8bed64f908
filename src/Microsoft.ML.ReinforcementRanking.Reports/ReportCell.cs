namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a cell of a table of a report: a text, a number, or a number with its interval. Texts and numbers convert to it.</summary>
public readonly struct ReportCell
{
    private ReportCell(string? text, double value, double lowerBound, double upperBound)
        => (Text, Value, LowerBound, UpperBound) = (text, value, lowerBound, upperBound);

    /// <summary>The text, or null for a number.</summary>
    public string? Text { get; }

    /// <summary>The number, or NaN where it is unknown. Such a cell shows a dash.</summary>
    public double Value { get; }

    /// <summary>The lower end of the interval, or NaN for none.</summary>
    public double LowerBound { get; }

    /// <summary>The upper end of the interval, or NaN for none.</summary>
    public double UpperBound { get; }

    /// <summary>Makes a number with its interval.</summary>
    /// <param name="value">The number.</param>
    /// <param name="lowerBound">The lower end of the interval.</param>
    /// <param name="upperBound">The upper end of the interval.</param>
    public static ReportCell Interval(double value, double lowerBound, double upperBound) => new(null, value, lowerBound, upperBound);

    /// <summary>Makes a text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public static ReportCell FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Makes a number.</summary>
    /// <param name="value">The number.</param>
    public static ReportCell FromDouble(double value) => new(null, value, double.NaN, double.NaN);

    /// <summary>Makes a text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator ReportCell(string text) => FromString(text);

    /// <summary>Makes a number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator ReportCell(double value) => FromDouble(value);
}
