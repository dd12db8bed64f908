namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>How <see cref="SessionDataCatalog.GroupSessions"/> cuts a user's rows into sessions.</summary>
public sealed class SessionGroupingOptions
{
    /// <summary>
    /// A row starts a new session when more than this time has passed since the user's previous row. Greater than zero; default 30 minutes,
    /// the usual limit of inactivity in web analytics.
    /// </summary>
    public TimeSpan Gap { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The unit of a numeric timestamp column. Default <see cref="TimestampUnit.Auto"/>: the unit is read off the times.
    /// A unit that the times contradict is refused.
    /// </summary>
    public TimestampUnit TimestampUnit { get; set; }

    /// <summary>
    /// Whether doubtful times are an error in place of a warning in <see cref="MLContext.Log"/>: times of 0 among others, times before 1990 or
    /// after 2100, and a unit that is a guess. Default false.
    /// </summary>
    public bool ThrowOnWarnings { get; set; }
}
