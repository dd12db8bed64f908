using FeedServer.Api;
using Microsoft.Data.Sqlite;

namespace FeedServer.Logging;

/// <summary>Runs the statements of the log on a connection, which serves one thread at a time. A statement is compiled once.</summary>
internal sealed class LogStatements(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _insertRequest = Prepare(connection,
        "INSERT INTO requests (id, time, body, answer) VALUES ($id, $time, $body, $answer) ON CONFLICT (id) DO NOTHING", "$id", "$time", "$body", "$answer");
    private readonly SqliteCommand _findRequest = Prepare(connection, "SELECT body, answer FROM requests WHERE id = $id", "$id");
    private readonly SqliteCommand _hasRequests = Prepare(connection, "SELECT EXISTS (SELECT 1 FROM requests)");
    private readonly SqliteCommand _pageLength = Prepare(connection, "SELECT json_array_length(answer, '$.page') FROM requests WHERE id = $id", "$id");
    private readonly SqliteCommand _insertEvent = Prepare(connection,
        "INSERT INTO events (id, time, request, position, watch_time, interaction) VALUES ($id, $time, $request, $position, $watch, $interaction)",
        "$id", "$time", "$request", "$position", "$watch", "$interaction");
    private readonly SqliteCommand _findEvent = Prepare(connection,
        "SELECT request, position, watch_time, interaction FROM events WHERE id = $id", "$id");

    public bool HasRequests => (long)_hasRequests.ExecuteScalar()! == 1;

    /// <returns>Whether the log did not have the request.</returns>
    public bool InsertRequest(string id, DateTimeOffset time, string body, string answer)
        => With(_insertRequest, id, time.ToUnixTimeMilliseconds(), body, answer).ExecuteNonQuery() == 1;

    public LoggedRequest? FindRequest(string id)
    {
        using var row = With(_findRequest, id).ExecuteReader();
        return row.Read() ? new(row.GetString(0), row.GetString(1)) : null;
    }

    /// <summary>Gets the number of positions of a page, or null if the log does not have the request.</summary>
    public int? PageLength(string request) => With(_pageLength, request).ExecuteScalar() is long length ? (int)length : null;

    public void InsertEvent(EventRequest request, DateTimeOffset time)
        => With(_insertEvent, request.Event, time.ToUnixTimeMilliseconds(), request.Request, request.Position, request.WatchTime, request.Interaction)
            .ExecuteNonQuery();

    public EventRequest? FindEvent(string id)
    {
        using var row = With(_findEvent, id).ExecuteReader();
        return row.Read() ? new(id, row.GetString(0), row.GetInt32(1), row.GetDouble(2), row.GetBoolean(3)) : null;
    }

    public void Execute(string sql) => LogSchema.Execute(connection, sql);

    public void Dispose()
    {
        foreach (var command in new[] { _insertRequest, _findRequest, _hasRequests, _pageLength, _insertEvent, _findEvent })
            command.Dispose();
        connection.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static SqliteCommand With(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index];
        return command;
    }
}
