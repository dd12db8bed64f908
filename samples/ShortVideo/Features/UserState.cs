using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>Represents one user. The state of the user follows from the exposures that are added.</summary>
/// <param name="features">Computes the state from a history.</param>
/// <param name="profile">The one-hot features of the user.</param>
/// <param name="tags">The slots of the tags of each video.</param>
/// <param name="videos">The features of each video.</param>
internal sealed class UserState(StateFeatures features, float[] profile, IReadOnlyDictionary<long, int[]> tags, IReadOnlyDictionary<long, float[]> videos)
{
    private readonly UserHistory _history = new(features.Tags.Size, videos.Values.First().Length);
    private readonly Queue<Exposure> _unseen = [];

    /// <summary>Adds an exposure. Exposures must be added in the order of time.</summary>
    public void Add(Exposure exposure) => _unseen.Enqueue(exposure);

    /// <summary>Computes the state from exposures before a time, which must not be earlier than that of the last call.</summary>
    public State Before(long time)
    {
        while (_unseen.TryPeek(out var exposure) && exposure.Time < time)
            _history.Add(_unseen.Dequeue(), tags[exposure.VideoId], videos[exposure.VideoId]);
        return features.Describe(_history, profile, time);
    }
}
