namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>The unit of a numeric timestamp, which counts from 1970-01-01 (UTC).</summary>
public enum TimestampUnit
{
    /// <summary>
    /// The unit in which the times lie between 1990 and 2100: no time lies there in two units. Milliseconds, with a warning, where they do so in none.
    /// The only choice for dates and text.
    /// </summary>
    Auto,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Microseconds.</summary>
    Microseconds,

    /// <summary>Nanoseconds.</summary>
    Nanoseconds,
}
