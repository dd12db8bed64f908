using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>States of the users of a log, for replaying the log and for serving its users afterwards.</summary>
internal sealed class UserStates(StateFeatures features, KuaiRandLog log)
{
    private readonly Dictionary<long, int[]> _tags = log.Videos.ToDictionary(video => video.Id,
        video => video.Tags.Select(tag => features.Tags.Slot(tag)!.Value).Distinct().ToArray());
    private readonly IReadOnlyDictionary<long, float[]> _videos = VideoFeatures.OfAll(log.Videos);

    /// <summary>A user without exposures.</summary>
    public UserState Open(long user) => new(features, features.Profile(log, user), _tags, _videos);
}
