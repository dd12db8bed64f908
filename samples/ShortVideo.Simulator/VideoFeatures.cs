namespace ShortVideo.Simulator;

/// <summary>
/// Writes the file of basic video features. Tags, author, and duration are exact, but one duration in 33 is missing. <c>upload_type</c> and
/// <c>music_type</c> show the passivity with noise. The other columns vary as they do in KuaiRand, but have no meaning.
/// </summary>
internal static class VideoFeatures
{
    public const string Header =
        "video_id,author_id,video_type,upload_dt,upload_type,visible_status,video_duration,server_width,server_height,music_id,music_type,tag";

    // The types are sorted from interactive to passive.
    private static readonly string[] UploadTypes = ["ShortCamera", "Kmovie", "ShortImport", "Web", "LongImport"];
    private static readonly string[] MusicTypes = ["4.0", "8.0", "9.0"];
    private static readonly string[] UploadDates = ["2022-04-09", "2022-04-10", "2022-04-11"];

    public static string Row(SimulatedVideo video, ref SeededGenerator random) => CsvLine.Of(
    [
        CsvLine.Text(video.Id),
        CsvLine.Text(1_000_000 + video.AuthorId),
        random.Chance(0.99) ? "NORMAL" : "AD",
        UploadDates[random.Index(UploadDates.Length)],
        UploadTypes[NoisyLevel.Of(video.Passivity, UploadTypes.Length, ref random)],
        "0.0",
        random.Chance(0.03) ? "" : CsvLine.Text((long)video.Duration.TotalMilliseconds) + ".0",
        "720.0",
        "1280.0",
        CsvLine.Text(9_000_000_000 + random.Index(900_000_000)),
        random.Chance(0.03) ? "" : MusicTypes[NoisyLevel.Of(video.Passivity, MusicTypes.Length, ref random)],
        string.Join(',', video.Tags),
    ]);
}
