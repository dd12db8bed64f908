using Microsoft.ML;
using Microsoft.ML.Data;

namespace MultiTask.Features;

/// <summary>Cuts what a user did wherever there is a pause of more than 30 minutes.</summary>
internal static class SessionIds
{
    /// <summary>The session of each event: 0, 1, 2 and so on. A key column counts from 1, the objects that ML.NET makes one of from 0.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="events">By user, then time.</param>
    public static uint[] Of(MLContext ml, IEnumerable<(long UserId, long Time)> events)
    {
        var rows = ml.Data.LoadFromEnumerable(events.Select(row => new { row.UserId, row.Time }));
        return [.. ml.Data.GroupSessions(rows, "UserId", "Time").GetColumn<uint>("GroupId").Select(key => key - 1)];
    }
}
