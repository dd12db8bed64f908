using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>Creates the states of the users of a log, to replay the log or to serve its users after it.</summary>
internal sealed class UserStates(StateFeatures features, KuaiRandLog log)
{
    private readonly Dictionary<long, int[]> _tags = log.Videos.ToDictionary(video => video.Id,
        video => video.Tags.Select(tag => features.Tags.Slot(tag)!.Value).Distinct().ToArray());
    private readonly IReadOnlyDictionary<long, float[]> _videos = VideoFeatures.OfAll(log.Videos);

    /// <summary>Creates the state of a user without exposures.</summary>
    public UserState Open(long user) => new(features, features.Profile(log, user), _tags, _videos);
}
