using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents one thing that <c>mlContext.Data.DiagnoseLog</c> found in a log.</summary>
public sealed class LogFinding
{
    internal LogFinding()
    {
    }

    /// <summary>What was found.</summary>
    public LogDefect Defect { get; internal init; }

    /// <summary>How much it matters.</summary>
    public LogSeverity Severity { get; internal init; }

    /// <summary>The column that has the defect, or null where no single column has it.</summary>
    public string? ColumnName { get; internal init; }

    /// <summary>The slot of a vector column, from 0, or null where the finding is about the whole column.</summary>
    public int? Slot { get; internal init; }

    /// <summary>
    /// The number that the severity was chosen by, such as a count or a share of rows. <see cref="Message"/> says what it is.
    /// </summary>
    public double Value { get; internal init; }

    /// <summary>The zero-based numbers of the first rows that have the defect, at most five. It is empty where a defect belongs to no row.</summary>
    public IReadOnlyList<long> Rows { get; internal init; } = [];

    /// <summary>What was found, with its numbers, as one or more sentences.</summary>
    public string Message { get; internal init; } = "";

    /// <summary>What to do about it, as one or more sentences.</summary>
    public string Advice { get; internal init; } = "";

    /// <summary>Returns the severity, the message and the advice in one line.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Severity.ToString().ToLowerInvariant()}: {Message} {Advice}");
}
