using System.Globalization;
using FeedServer.Api;
using FeedServer.Learning;
using FeedServer.Logging;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace FeedSoak;

/// <summary>Compares the log with what the service has answered.</summary>
internal static class LogCheck
{
    private const double WidestDeviation = 4;

    /// <summary>Finds rows that are torn, lost, or written although nobody sent them.</summary>
    public static IEnumerable<string> FindFaults(string logPath, SoakRun run)
    {
        using var connection = LogSchema.Connect(logPath, SqliteOpenMode.ReadWrite);
        if (Rows(connection, "PRAGMA integrity_check", row => row.GetString(0)) is not ["ok"])
            yield return "the database is damaged";
        var answers = Rows(connection, "SELECT id, answer FROM requests", row => (Id: row.GetString(0), Answer: row.GetString(1)));
        var events = Rows(connection, "SELECT id, request, position, watch_time, interaction FROM events",
            row => new EventRequest(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetDouble(3), row.GetBoolean(4)));
        if (answers.Count != run.Answers.Count || events.Count != run.Events.Count)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the log has {answers.Count} requests and {events.Count} events, ")
                + string.Create(CultureInfo.InvariantCulture, $"but {run.Answers.Count} and {run.Events.Count} were acknowledged");
        }
        foreach (var (id, _) in answers.Where(row => run.Answers.GetValueOrDefault(row.Id) != row.Answer))
            yield return $"request {id} has another answer in the log";
        foreach (var logged in events.Where(row => run.Events.GetValueOrDefault(row.Event) != row))
            yield return $"event {logged.Event} is another one in the log";
    }

    /// <summary>
    /// Computes the mean weight of a policy that did not make the log. Each weight has the mean 1 given everything before it, if the logged probabilities are
    /// those with which the videos were drawn.
    /// </summary>
    public static (double Mean, double StandardError) MeanWeight(string logPath, string modelPath)
    {
        var ml = new MLContext(1);
        using var log = new LogSnapshot(logPath);
        var scored = ml.Model.Load(modelPath, out _).Transform(log.Load(ml));
        var weights = scored.GetColumn<float>("Probability").Zip(scored.GetColumn<double>(FeedColumns.Propensity), (policy, logged) => policy / logged);
        // Weights of one page are not correlated, but their sizes depend on the state, so a page is one observation.
        double[] pages = [.. weights.Zip(scored.GetColumn<string>(FeedColumns.Request)).GroupBy(row => row.Second, row => row.First)
            .Select(page => page.Average())];
        var mean = pages.Average();
        return (mean, Math.Sqrt(pages.Sum(page => (page - mean) * (page - mean)) / (pages.Length - 1) / pages.Length));
    }

    /// <summary>Says if a mean weight is further from 1 than by noise.</summary>
    public static IEnumerable<string> FindFaults(string name, double mean, double standardError)
        => Math.Abs(mean - 1) <= WidestDeviation * standardError ? []
            : [string.Create(CultureInfo.InvariantCulture, $"the mean weight of {name} is {mean:F4} ± {standardError:F4}: the logged probabilities are wrong")];

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
