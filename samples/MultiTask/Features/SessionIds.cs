using Microsoft.ML;
using Microsoft.ML.Data;

namespace MultiTask.Features;

/// <summary>Splits the events of a user into sessions. A pause of more than 30 minutes ends a session.</summary>
internal static class SessionIds
{
    /// <summary>
    /// Gets the session of each event, counted from 0. A key column counts from 1, but keys in the objects that ML.NET reads count from 0.
    /// </summary>
    /// <param name="ml">The context.</param>
    /// <param name="events">The events, sorted by user and time.</param>
    public static uint[] Of(MLContext ml, IEnumerable<(long UserId, long Time)> events)
    {
        var rows = ml.Data.LoadFromEnumerable(events.Select(row => new { row.UserId, row.Time }));
        return [.. ml.Data.GroupSessions(rows, "UserId", "Time").GetColumn<uint>("GroupId").Select(key => key - 1)];
    }
}
