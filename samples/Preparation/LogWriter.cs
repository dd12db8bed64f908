using DuckDB.NET.Data;

namespace Preparation;

/// <summary>
/// Joins the exposures of a log with the features of its users and videos, sorts them by user and time, and writes them as a Parquet file. DuckDB reads
/// compressed files as they are, and sorts on disk what memory does not hold.
/// </summary>
internal static class LogWriter
{
    /// <summary>Writes the file, and returns the number of its rows.</summary>
    /// <param name="folder">The folder with the files of KuaiRand, which may be compressed with gzip.</param>
    /// <param name="path">The Parquet file to write.</param>
    /// <exception cref="InvalidDataException">A file is missing, or the files do not belong together.</exception>
    public static long Write(string folder, string path)
    {
        var random = Files(folder, "log_random_*");
        var log = random.Length > 0 ? random : Require(folder, "log_standard_*");
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Query(Table(log), Table(Require(folder, "user_features_*")), Table(Require(folder, "video_features_basic_*")), Text(path));
        var rows = command.ExecuteNonQuery();
        return rows > 0 ? rows : throw new InvalidDataException(
            $"The log in '{folder}' has no exposure of which user_features_* describes the user and video_features_basic_* the video.");
    }

    /// <remarks>Every video is as likely as any other in a random log, so the propensity of an exposure is 1 / videos.</remarks>
    private static string Query(string log, string users, string videos, string path) => $"""
        COPY (
            SELECT log.user_id AS "User",
                   make_timestamp(log.time_ms * 1000) AT TIME ZONE 'UTC' AS "Time",
                   log.video_id AS "Video",
                   [ln(1 + users.register_days), ln(1 + users.follow_user_num), ln(1 + users.fans_user_num), ln(1 + users.friend_user_num),
                    sin(2 * pi() * log.hourmin::INTEGER / 2400), cos(2 * pi() * log.hourmin::INTEGER / 2400)]::FLOAT[] AS "Features",
                   [ln(1 + coalesce(videos.video_duration, 0) / 1000), (videos.video_duration IS NULL)::INTEGER,
                    (videos.upload_type = 'LongImport')::INTEGER, (videos.upload_type = 'ShortImport')::INTEGER]::FLOAT[] AS "VideoFeatures",
                   ln(1 + log.play_time_ms / 1000)::FLOAT AS "WatchTime",
                   log.is_click > 0 AS "Click",
                   log.is_like > 0 AS "Like",
                   (1.0 / (SELECT count(*) FROM {videos}))::FLOAT AS "Propensity"
            FROM {log} AS log
            JOIN {users} AS users USING (user_id)
            JOIN {videos} AS videos USING (video_id)
            ORDER BY log.user_id, log.time_ms, log.video_id
        ) TO {path} (FORMAT parquet, ROW_GROUP_SIZE 100000)
        """;

    private static string Table(string[] files) => $"read_csv([{string.Join(", ", files.Select(Text))}], union_by_name = true)";

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string[] Require(string folder, string name) => Files(folder, name) is { Length: > 0 } files
        ? files
        : throw new InvalidDataException($"The folder '{folder}' has no file {name}.csv or {name}.csv.gz. Specify a folder with the files of KuaiRand.");

    private static string[] Files(string folder, string name)
        => Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, $"{name}.csv").Concat(Directory.GetFiles(folder, $"{name}.csv.gz")).Order(StringComparer.Ordinal)]
            : throw new InvalidDataException($"The folder '{folder}' does not exist. Specify a folder with the files of KuaiRand.");
}
