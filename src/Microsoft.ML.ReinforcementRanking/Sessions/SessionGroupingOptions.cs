namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options for <see cref="SessionDataCatalog.GroupSessions"/>, which divides the rows of each user into sessions.</summary>
public sealed class SessionGroupingOptions
{
    /// <summary>
    /// The longest pause within a session. A row starts a new session if more than this time has passed since the user's previous row. The value is
    /// greater than zero. The default is 30 minutes, the usual limit of inactivity in web analytics.
    /// </summary>
    public TimeSpan Gap { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The unit of a numeric timestamp column. The default is <see cref="TimestampUnit.Auto"/>, which derives the unit from the times. A unit that the
    /// times contradict is an error.
    /// </summary>
    public TimestampUnit TimestampUnit { get; set; }

    /// <summary>
    /// Whether doubtful times cause an error instead of a warning in <see cref="MLContext.Log"/>. Doubtful are times of 0 among others, times before 1990
    /// or after 2100, and times whose unit is a guess. The default is false.
    /// </summary>
    public bool ThrowOnWarnings { get; set; }
}
