namespace ShortVideo.Data;

/// <summary>
/// Reads a folder of KuaiRand (Pure, 1K, or 27K, which have the same files with different endings). It prefers the log of random exposures, in which the
/// probability of every exposure is known. If there is none, it reads the standard logs.
/// </summary>
internal static class KuaiRandReader
{
    private const float MillisecondsPerSecond = 1000;

    private static readonly string[] Interactions = ["is_like", "is_follow", "is_comment", "is_forward", "is_profile_enter", "comment_stay_time"];

    /// <exception cref="InvalidDataException">A file or a column is missing, or a value cannot be read. The message says where.</exception>
    public static KuaiRandLog Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"The folder '{folder}' does not exist. Specify a folder with the files of KuaiRand.");
        var random = Files(folder, "log_random_*.csv");
        var logs = random.Length > 0 ? random : Files(folder, "log_standard_*.csv");
        if (logs.Length == 0)
        {
            throw new InvalidDataException(
                $"The folder '{folder}' has neither log_random_*.csv nor log_standard_*.csv. Specify a folder with the files of KuaiRand.");
        }
        // The sort is stable: exposures of one user at the same time keep the order of the file.
        Exposure[] exposures = [.. logs.SelectMany(ReadExposures).OrderBy(exposure => exposure.UserId).ThenBy(exposure => exposure.Time)];
        if (exposures.Length == 0)
            throw new InvalidDataException($"{Path.GetFileName(logs[0])} has no rows.");
        if (Files(folder, "candidates_*.csv") is { Length: > 0 } candidates)
            exposures = CandidateFiles.Join(exposures, candidates);
        var videos = ReadCatalog(Require(folder, "video_features_basic_*.csv"),
            [.. exposures.SelectMany(exposure => exposure.Candidates ?? [exposure.VideoId])]);
        var users = ReadUsers(Require(folder, "user_features_*.csv"), [.. exposures.Select(exposure => exposure.UserId)], out var profileColumns);
        return new(exposures, videos, users, profileColumns, IsRandom: random.Length > 0);
    }

    private static string[] Files(string folder, string pattern) => [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)];

    private static string[] Require(string folder, string pattern)
        => Files(folder, pattern) is { Length: > 0 } files ? files : throw new InvalidDataException($"The folder '{folder}' has no file {pattern}.");

    private static IEnumerable<Exposure> ReadExposures(string path)
    {
        using var csv = new CsvReader(path);
        var (user, video, time, watched) = (csv.Column("user_id"), csv.Column("video_id"), csv.Column("time_ms"), csv.Column("play_time_ms"));
        var (click, longView, like) = (csv.Column("is_click"), csv.Column("long_view"), csv.Column("is_like"));
        var (profileStay, tab) = (csv.Column("profile_stay_time"), csv.Column("tab"));
        int[] interactions = [.. Interactions.Select(csv.Column)];
        while (csv.Read())
        {
            yield return new()
            {
                UserId = csv.Integer(user),
                VideoId = csv.Integer(video),
                Time = csv.Integer(time),
                WatchTime = csv.Amount(watched) / MillisecondsPerSecond,
                Click = csv.Amount(click) > 0,
                LongView = csv.Amount(longView) > 0,
                Like = csv.Amount(like) > 0,
                Interaction = interactions.Any(column => csv.Amount(column) > 0),
                ProfileStay = csv.Amount(profileStay) > 0,
                Tab = csv.Text(tab),
            };
        }
    }

    /// <summary>
    /// Reads the catalog. KuaiRand-1K and KuaiRand-27K describe millions of videos, but their random logs draw from a few thousand that nothing marks. If
    /// fewer than half of the described videos were ever shown, the catalog contains only the videos that were shown. A candidate counts as shown.
    /// </summary>
    private static List<Video> ReadCatalog(string[] paths, HashSet<long> shown)
    {
        var videos = new Dictionary<long, Video>();
        var (described, missing) = (0L, shown.ToHashSet());
        foreach (var video in paths.SelectMany(ReadVideos))
        {
            missing.Remove(video.Id);
            if (++described <= 2 * shown.Count || shown.Contains(video.Id))
                videos[video.Id] = video;
        }
        if (missing.Count > 0)
            throw new InvalidDataException(
                $"{Path.GetFileName(paths[0])} does not describe video {missing.Min()}, which is in the log. The number of such videos is {missing.Count}.");
        return [.. videos.Values.Where(video => described <= 2 * shown.Count || shown.Contains(video.Id)).OrderBy(video => video.Id)];
    }

    private static IEnumerable<Video> ReadVideos(string path)
    {
        using var csv = new CsvReader(path);
        var (id, author, upload, music) = (csv.Column("video_id"), csv.Column("author_id"), csv.Column("upload_type"), csv.Column("music_type"));
        var (duration, tags) = (csv.Column("video_duration"), csv.Column("tag"));
        while (csv.Read())
        {
            yield return new(
                csv.Integer(id), csv.Text(author), csv.Text(upload), csv.Text(music),
                csv.Text(duration) is null || csv.Amount(duration) == 0 ? null : csv.Amount(duration) / MillisecondsPerSecond,
                csv.Text(tags)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
        }
    }

    private static Dictionary<long, User> ReadUsers(string[] paths, HashSet<long> needed, out IReadOnlyList<string> profileColumns)
    {
        var users = new Dictionary<long, User>();
        profileColumns = [];
        foreach (var path in paths)
        {
            using var csv = new CsvReader(path);
            var id = csv.Column("user_id");
            int[] profile = [.. Enumerable.Range(0, csv.Columns.Count).Where(column => column != id)];
            profileColumns = [.. profile.Select(column => csv.Columns[column])];
            while (csv.Read())
            {
                if (csv.Integer(id) is var user && needed.Contains(user))
                    users[user] = new(user, [.. profile.Select(csv.Text)]);
            }
        }
        return users.Count > 0 ? users : throw new InvalidDataException(
            $"{Path.GetFileName(paths[0])} describes none of the {needed.Count} users in the log. Specify a folder whose files belong together.");
    }
}
