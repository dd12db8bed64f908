using ShortVideo.Data;
using ShortVideo.Simulator;

namespace ShortVideo.Online;

/// <summary>A video that was shown online.</summary>
/// <param name="Day">Day of the service on which its session began, from 0.</param>
/// <param name="Shown">The moment before.</param>
/// <param name="VideoId">The video.</param>
/// <param name="Response">What the user did.</param>
internal sealed record ServedStep(int Day, SessionState Shown, long VideoId, VideoResponse Response)
{
    /// <summary>As the log would tell it.</summary>
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
