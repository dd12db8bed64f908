using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>One user, whose state follows from the exposures that are added.</summary>
/// <param name="features">Turns a history into a state.</param>
/// <param name="profile">One-hot user features.</param>
/// <param name="tags">Slots of each video's tags.</param>
/// <param name="videos">Features of each video.</param>
internal sealed class UserState(StateFeatures features, float[] profile, IReadOnlyDictionary<long, int[]> tags, IReadOnlyDictionary<long, float[]> videos)
{
    private readonly UserHistory _history = new(features.Tags.Size, videos.Values.First().Length);
    private readonly Queue<Exposure> _unseen = [];

    /// <summary>Adds what happened, in the order of time.</summary>
    public void Add(Exposure exposure) => _unseen.Enqueue(exposure);

    /// <summary>What is known strictly before a time, not earlier than that of the last call.</summary>
    public State Before(long time)
    {
        while (_unseen.TryPeek(out var exposure) && exposure.Time < time)
            _history.Add(_unseen.Dequeue(), tags[exposure.VideoId], videos[exposure.VideoId]);
        return features.Describe(_history, profile, time);
    }
}
