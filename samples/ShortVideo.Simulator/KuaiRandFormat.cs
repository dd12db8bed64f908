using System.Globalization;

namespace ShortVideo.Simulator;

/// <summary>Formats rows of a log as KuaiRand does.</summary>
internal static class KuaiRandFormat
{
    public const string LogHeader =
        "user_id,video_id,date,hourmin,time_ms,is_click,is_like,is_follow,is_comment,is_forward,is_hate,long_view,play_time_ms,duration_ms," +
        "profile_stay_time,comment_stay_time,is_profile_enter,is_rand,tab";

    public const string CandidateHeader = "user_id,time_ms,video_ids";

    /// <summary>The time zone of the times of day, which is that of Beijing.</summary>
    public static readonly TimeSpan TimeZone = TimeSpan.FromHours(8);

    /// <summary>
    /// Formats a row of uniform exposure in the single-column feed (tab 1). The conversion is in <c>profile_stay_time</c>. This column is always 0 in
    /// KuaiRand's random log, so every other column keeps its meaning.
    /// </summary>
    public static string LogRow(SessionState shown, int videoId, VideoResponse response)
    {
        var local = shown.Clock.ToOffset(TimeZone);
        return string.Create(CultureInfo.InvariantCulture,
            $"{shown.UserId},{videoId},{local:yyyyMMdd},{local:HH}00,{shown.Clock.ToUnixTimeMilliseconds()}," +
            $"{Flag(response.IsClick)},{Flag(response, Interaction.Like)},{Flag(response, Interaction.Follow)},{Flag(response, Interaction.Comment)}," +
            $"{Flag(response, Interaction.Forward)},{Flag(response.IsHate)},{Flag(response.IsLongView)}," +
            $"{Milliseconds(response.PlayTime)},{Milliseconds(response.Duration)},{Milliseconds(response.ProfileStay)},{Milliseconds(response.CommentStay)}," +
            $"{Flag(response, Interaction.EnterProfile)},1,1");
    }

    public static string CandidateRow(SessionState shown, IEnumerable<int> candidates)
        => string.Create(CultureInfo.InvariantCulture, $"{shown.UserId},{shown.Clock.ToUnixTimeMilliseconds()},{string.Join(' ', candidates)}");

    private static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);

    private static char Flag(VideoResponse response, Interaction interaction) => Flag(response.Interaction == interaction);

    private static char Flag(bool value) => value ? '1' : '0';
}
