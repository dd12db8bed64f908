namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies the unit of a numeric timestamp, which counts from 1970-01-01 (UTC).</summary>
public enum TimestampUnit
{
    /// <summary>
    /// The unit in which the times are between 1990 and 2100. A time is in this range in at most one unit. If it is in no unit, the unit is milliseconds
    /// and a warning is logged. This is the only value for dates and text.
    /// </summary>
    Auto,

    /// <summary>The times are in seconds.</summary>
    Seconds,

    /// <summary>The times are in milliseconds.</summary>
    Milliseconds,

    /// <summary>The times are in microseconds.</summary>
    Microseconds,

    /// <summary>The times are in nanoseconds.</summary>
    Nanoseconds,
}
