using Feed.Serving;
using Microsoft.Data.Sqlite;

namespace FeedServer.Logging;

/// <summary>
/// Opens the database of the log. A request is one row with its page in it, so that a page is in the log as a whole or not at all. The view <c>steps</c>
/// has a row for each position, in the layout that trainers and evaluators read.
/// </summary>
internal static class LogSchema
{
    private static readonly string Features = string.Join(", ",
        Enumerable.Range(0, FeedState.FeatureCount).Select(slot => $"q.body ->> '$.features[{slot}]' AS F{slot}"));

    // The eligible videos of a position are the candidates without those above it. A position without an event was not watched.
    private static readonly string Sql = $"""
        CREATE TABLE IF NOT EXISTS requests (id TEXT PRIMARY KEY, time INTEGER NOT NULL, body TEXT NOT NULL, answer TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, time INTEGER NOT NULL, request TEXT NOT NULL, position INTEGER NOT NULL,
            watch_time REAL NOT NULL, interaction INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS events_of_positions ON events (request, position);
        CREATE VIEW IF NOT EXISTS steps AS
        SELECT q.body ->> '$.user' AS User, q.time AS Time, q.id AS Request, p.key + 1 AS Position, p.value ->> '$.video' AS Video,
            (SELECT group_concat(c.value, ' ') FROM json_each(q.body, '$.candidates') c WHERE c.value NOT IN
                (SELECT above.value ->> '$.video' FROM json_each(q.answer, '$.page') above WHERE above.key < p.key)) AS Eligible,
            CAST(p.value ->> '$.probability' AS REAL) AS Propensity,
            coalesce((SELECT sum(e.watch_time) FROM events e WHERE e.request = q.id AND e.position = p.key + 1), 0.0) AS WatchTime,
            coalesce((SELECT max(e.interaction) FROM events e WHERE e.request = q.id AND e.position = p.key + 1), 0) AS Interaction,
            {Features}
        FROM requests q, json_each(q.answer, '$.page') p;
        """;

    /// <summary>Opens the log, and makes it if there is none.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        // Readers do not wait for the writer, and a commit is on the disk when it returns.
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        Execute(connection, Sql);
        return connection;
    }

    public static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
