using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

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

    /// <summary>
    /// The columns of responses, which are numbers or Booleans, whose running means and counts are history features. The default is an empty list. If this or
    /// another option of history features is set, <see cref="SessionDataCatalog.GroupSessions"/> adds the column <c>History</c>, and <c>Step</c> is the
    /// number of shown rows of the session that have an earlier time.
    /// </summary>
    public IReadOnlyList<string> ResponseColumnNames { get; set; } = [];

    /// <summary>
    /// The number of last actions that the column <c>LastActions</c> has, at least 0. It is given together with <see cref="ActionColumnName"/>. The default is
    /// 0, which means that there is no such column.
    /// </summary>
    public int HistoryLength { get; set; }

    /// <summary>
    /// The column of the action of a row, which is text, an integer, or a key of known cardinality. It is given together with <see cref="HistoryLength"/>. The
    /// default is null.
    /// </summary>
    public string? ActionColumnName { get; set; }

    /// <summary>
    /// The column of an attribute of the action of a row, such as the tags of a video, which is a key of known cardinality or a vector of such keys. The
    /// history then has the number of rows and the means and counts of the responses for each value, too. A missing key belongs to no value. The default is
    /// null.
    /// </summary>
    public string? ActionAttributeColumnName { get; set; }

    /// <summary>
    /// The column of the request that a row answers, which is a key, an integer or text. Neighboring rows of a session with one request, such as those of a
    /// page, have the history before the first of them. The default is null, which means that each row is a request.
    /// </summary>
    public string? RequestColumnName { get; set; }

    /// <summary>
    /// The Boolean column that is true in the rows that were chosen and shown. Only these rows enter the history, and responses, actions and attributes are
    /// read in these rows only. It is given together with <see cref="RequestColumnName"/>. The default is null, which means that all rows were shown.
    /// </summary>
    public string? ChosenColumnName { get; set; }

    /// <summary>Gets whether history features are computed.</summary>
    internal bool HasHistory => ResponseColumnNames.Count > 0 || HistoryLength > 0 || ActionAttributeColumnName is not null || RequestColumnName is not null;

    /// <summary>Checks the options of history features.</summary>
    internal void CheckHistory(OptionFailures failures)
    {
        if (ResponseColumnNames is null or { Count: > 0 })
            failures.RequireNames(ResponseColumnNames, nameof(ResponseColumnNames));
        failures.RequireAtLeast(HistoryLength, 0, nameof(HistoryLength));
        failures.RequireNameOrNull(ActionColumnName, nameof(ActionColumnName));
        failures.RequireNameOrNull(ActionAttributeColumnName, nameof(ActionAttributeColumnName));
        failures.RequireNameOrNull(RequestColumnName, nameof(RequestColumnName));
        failures.RequireNameOrNull(ChosenColumnName, nameof(ChosenColumnName));
        failures.Require(HistoryLength <= 0 || ActionColumnName is not null, nameof(ActionColumnName), null,
            "the name of the column of the actions, since HistoryLength is given");
        failures.RequireDefaults(this, HistoryLength == 0, "without HistoryLength, since only the last actions need it", nameof(ActionColumnName));
        failures.RequireDefaults(this, RequestColumnName is null, "without RequestColumnName, since each row is then a request", nameof(ChosenColumnName));
    }
}
