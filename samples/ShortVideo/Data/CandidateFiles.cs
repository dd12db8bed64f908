namespace ShortVideo.Data;

/// <summary>Reads which videos were retrieved for each exposure. The simulator writes such a file, and KuaiRand has none.</summary>
internal static class CandidateFiles
{
    /// <summary>Adds the candidates to exposures. A file has a row for each exposure, which is found by its user and its time.</summary>
    /// <exception cref="InvalidDataException">An exposure has no candidates, or its video is not one of them. The message says which.</exception>
    public static Exposure[] Join(IEnumerable<Exposure> exposures, IReadOnlyList<string> paths)
    {
        var candidates = new Dictionary<(long User, long Time), long[]>();
        foreach (var (user, time, videos) in paths.SelectMany(Read))
            candidates[(user, time)] = videos;
        return [.. exposures.Select(exposure => exposure with
        {
            Candidates = candidates.TryGetValue((exposure.UserId, exposure.Time), out var videos) && videos.Contains(exposure.VideoId)
                ? videos
                : throw new InvalidDataException($"{Path.GetFileName(paths[0])}: {(videos is null ? "There are no candidates"
                    : $"The candidates do not contain the video {exposure.VideoId} that was shown")} for user {exposure.UserId} at time_ms {exposure.Time}."),
        })];
    }

    private static IEnumerable<(long User, long Time, long[] Videos)> Read(string path)
    {
        using var csv = new CsvReader(path);
        var (user, time, videos) = (csv.Column("user_id"), csv.Column("time_ms"), csv.Column("video_ids"));
        while (csv.Read())
            yield return (csv.Integer(user), csv.Integer(time), csv.Integers(videos));
    }
}
