using ShortVideo.Data;
using ShortVideo.Simulator;

namespace ShortVideo.Online;

/// <summary>Represents a video that was shown online.</summary>
/// <param name="Day">The day of the service on which the session began, counted from 0.</param>
/// <param name="Shown">The state of the session before the video was shown.</param>
/// <param name="VideoId">The id of the video.</param>
/// <param name="Response">The response of the user.</param>
internal sealed record ServedStep(int Day, SessionState Shown, long VideoId, VideoResponse Response)
{
    /// <summary>The step as a row of a log.</summary>
    public Exposure Exposure => new()
    {
        UserId = Shown.UserId,
        VideoId = VideoId,
        Time = Shown.Clock.ToUnixTimeMilliseconds(),
        WatchTime = (float)Response.PlayTime.TotalMilliseconds / 1000,
        Click = Response.IsClick,
        LongView = Response.IsLongView,
        Like = Response.Interaction == Interaction.Like,
        Interaction = Response.HasInteraction,
        ProfileStay = Response.IsConversion,
        Tab = "1",
    };
}
