using System.Data;
using Feed.Serving;
using FeedServer.Logging;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace FeedServer.Learning;

/// <summary>
/// Represents the log at one moment. A fit reads its rows more than once, and a service may append to the log in the meantime, so the rows are copied first.
/// </summary>
internal sealed class LogSnapshot : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"feed-{Guid.NewGuid():N}.db");

    /// <param name="logPath">The file of the log.</param>
    /// <exception cref="InvalidDataException">There is no log.</exception>
    public LogSnapshot(string logPath)
    {
        if (!File.Exists(logPath))
            throw new InvalidDataException($"There is no log {logPath}. Run the command '{Arguments.Train}', or serve some pages.");
        using var connection = LogSchema.Connect(logPath, SqliteOpenMode.ReadWriteCreate);
        using var attach = connection.CreateCommand();
        attach.CommandText = "ATTACH $path AS snapshot";
        attach.Parameters.AddWithValue("$path", _path);
        attach.ExecuteNonQuery();
        // One statement sees the log of one moment. The rows of a page are neighbors, from the top.
        LogSchema.Execute(connection, "CREATE TABLE snapshot.steps AS SELECT * FROM main.steps ORDER BY User, Time, Request, Position");
    }

    /// <summary>Loads the rows, one for each position, with their sessions.</summary>
    public IDataView Load(MLContext ml)
    {
        var loader = ml.Data.CreateDatabaseLoader(
            Column("User", DbType.String, 0), Column("Time", DbType.Int64, 1), Column("Request", DbType.String, 2), Column("Position", DbType.Int32, 3),
            Column("Video", DbType.String, 4), Column("EligibleText", DbType.String, 5), Column("Propensity", DbType.Double, 6),
            Column("WatchTime", DbType.Single, 7), Column("Interaction", DbType.Single, 8),
            new DatabaseLoader.Column("Features", DbType.Single, 9, 8 + FeedState.FeatureCount));
        var connection = new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        var rows = loader.Load(new DatabaseSource(SqliteFactory.Instance, connection.ToString(), "SELECT * FROM steps ORDER BY rowid"));
        var steps = ml.Transforms.Text.TokenizeIntoWords(FeedColumns.Eligible, "EligibleText")
            // Without the logarithm, a few very long watch times would dominate the training.
            .Append(ml.Transforms.Expression(FeedColumns.LogWatchTime, "watch => log(1 + watch)", FeedColumns.WatchTime))
            .Fit(rows).Transform(rows);
        return ml.Data.GroupSessions(steps, FeedColumns.User, FeedColumns.Time);
    }

    public void Dispose() => File.Delete(_path);

    private static DatabaseLoader.Column Column(string name, DbType type, int index) => new(name, type, index);
}
