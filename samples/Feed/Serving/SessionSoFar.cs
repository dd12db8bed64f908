using ShortVideo.Simulator;

namespace Feed.Serving;

/// <summary>Computes the features of a request from the user and from the pages of the session before it.</summary>
internal sealed class SessionSoFar(IReadOnlyList<float> user)
{
    private float _videos;
    private float _lastWatchTime;
    private float _lastSeenShare;

    public FeedState State => new() { Features = [.. user, MathF.Log(1 + _videos), _lastWatchTime, _lastSeenShare] };

    public void Add(IReadOnlyList<VideoResponse?> page)
    {
        VideoResponse[] seen = [.. page.OfType<VideoResponse>()];
        _videos += seen.Length;
        _lastWatchTime = (float)seen.Average(response => Math.Log(1 + response.PlayTime.TotalSeconds));
        _lastSeenShare = (float)seen.Length / page.Count;
    }
}
