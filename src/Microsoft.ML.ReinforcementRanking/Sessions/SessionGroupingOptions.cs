namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>How <see cref="SessionDataCatalog.GroupSessions"/> cuts a user's rows into sessions.</summary>
public sealed class SessionGroupingOptions
{
    /// <summary>
    /// A row starts a new session when more than this time has passed since the user's previous row. Greater than zero; default 30 minutes,
    /// the usual limit of inactivity in web analytics.
    /// </summary>
    public TimeSpan Gap { get; set; } = TimeSpan.FromMinutes(30);
}
