using ShortVideo.Simulator;

namespace Feed.Serving;

/// <summary>Represents a request, the page that answered it, and what the user did.</summary>
/// <param name="Session">The session, which is a number that no other session has.</param>
/// <param name="Shown">The state of the simulated user before the page. No recommender can see all of it.</param>
/// <param name="State">What the policy sees.</param>
/// <param name="Candidates">The videos that were retrieved for the request.</param>
/// <param name="Page">The page.</param>
/// <param name="Responses">The response at each position, or null for a position at which the user did not look.</param>
internal sealed record ServedPage(
    int Session, SessionState Shown, FeedState State, IReadOnlyList<int> Candidates, Page Page, IReadOnlyList<VideoResponse?> Responses)
{
    public string Id => $"{Session}.{Shown.Step}";

    /// <summary>The watch time of the whole page in seconds.</summary>
    public double WatchTime => Responses.Sum(response => response?.PlayTime.TotalSeconds ?? 0);

    public int Interactions => Responses.Count(response => response is { HasInteraction: true });
}
