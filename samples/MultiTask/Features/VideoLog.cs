using System.Globalization;
using Microsoft.ML;
using ShortVideo.Data;

namespace MultiTask.Features;

/// <summary>
/// Creates rows with two tasks from the exposures of KuaiRand. The first task is <c>Click</c>. The second task is <c>Conversion</c> if the log has
/// conversions, as the simulated log does, and <c>LongView</c> otherwise. All three are columns.
/// <para>
/// The features (<c>Numbers</c>) are <see cref="Calendar"/>, the logarithm of the duration of the video, whether the duration is unknown, and <see
/// cref="History"/> of the user, the session, the video, its author, its first tag, and the pair of user and tag. The responses of the history are: click,
/// long view, conversion, and log(1 + seconds watched).
/// </para>
/// </summary>
internal static class VideoLog
{
    private static readonly Category[] Categories =
    [
        // Networks, and critics even more, overfit users and videos with fewer rows. Their history describes them.
        new(nameof(VideoRow.User), 100), new(nameof(VideoRow.Video), 100), new(nameof(VideoRow.Author), 100),
        new(nameof(VideoRow.UploadType), 20), new(nameof(VideoRow.MusicType), 20), new(nameof(VideoRow.Tab), 20), new(nameof(VideoRow.Tags), 20),
        // A value with fewer rows belongs to a few users, and only identifies them.
        new(nameof(VideoRow.Profile), 200),
    ];

    public static TaskLog Create(MLContext ml, KuaiRandLog log)
    {
        var rows = Rows(ml, log);
        var second = rows.Any(row => row.Conversion) ? nameof(VideoRow.Conversion) : nameof(VideoRow.LongView);
        return TaskLog.Create(ml, "KuaiRand", rows, [nameof(VideoRow.Click), second], Categories);
    }

    public static VideoRow[] Rows(MLContext ml, KuaiRandLog log)
    {
        var videos = log.Videos.ToDictionary(video => video.Id);
        var profiles = log.Users.Values.ToDictionary(user => user.Id, user => Profile(log.ProfileColumns, user));
        var sessions = SessionIds.Of(ml, log.Exposures.Select(exposure => (exposure.UserId, exposure.Time)));
        var history = History.Of([.. log.Exposures.Zip(sessions, (exposure, session) => Remember(exposure, session, videos[exposure.VideoId]))]);
        return
        [
            .. log.Exposures.Index().Select(step =>
                Row(step.Item, sessions[step.Index], history[step.Index], videos[step.Item.VideoId], profiles.GetValueOrDefault(step.Item.UserId, []))),
        ];
    }

    private static LoggedEvent Remember(Exposure exposure, uint session, Video video)
    {
        var tag = video.Tags is [var first, ..] ? first : "";
        return new(
            exposure.Time,
            [
                $"user {exposure.UserId}", $"session {session}", $"video {video.Id}", $"author {video.Author}", $"tag {tag}",
                $"user {exposure.UserId} tag {tag}",
            ],
            [Number(exposure.Click), Number(IsLongView(exposure)), Number(IsConversion(exposure)), MathF.Log(1 + exposure.WatchTime)]);
    }

    private static VideoRow Row(Exposure exposure, uint session, float[] history, Video video, string[] profile) => new()
    {
        UserId = exposure.UserId,
        Time = exposure.Time,
        GroupId = session,
        Numbers = [.. Calendar.Of(exposure.Time), MathF.Log(1 + (video.Duration ?? 0)), Number(video.Duration is null), .. history],
        User = exposure.UserId.ToString(CultureInfo.InvariantCulture),
        Video = video.Id.ToString(CultureInfo.InvariantCulture),
        Author = video.Author ?? "",
        UploadType = video.UploadType ?? "",
        MusicType = video.MusicType ?? "",
        Tab = exposure.Tab ?? "",
        Tags = [.. video.Tags],
        Profile = profile,
        Click = exposure.Click,
        LongView = IsLongView(exposure),
        Conversion = IsConversion(exposure),
    };

    private static bool IsLongView(Exposure exposure) => exposure.Click && exposure.LongView;

    private static bool IsConversion(Exposure exposure) => exposure.Click && exposure.ProfileStay;

    private static string[] Profile(IReadOnlyList<string> columns, User user)
        => [.. columns.Zip(user.Profile).Where(pair => pair.Second is not null).Select(pair => $"{pair.First}={pair.Second}")];

    private static float Number(bool value) => value ? 1 : 0;
}
