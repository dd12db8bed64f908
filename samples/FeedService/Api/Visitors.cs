using System.Globalization;
using FeedServer.Learning;

namespace FeedServer.Api;

/// <summary>
/// Gives the page in the browser somebody to be: the profile of a simulated user, and the videos that are retrieved for each page. The world of the simulator
/// is made when the first visitor comes, so a service without visitors does not need it.
/// </summary>
internal sealed class Visitors(TimeProvider clock)
{
    private readonly Lazy<SimulatedFeed> _feed = new(() => new());

    /// <param name="user">The number of the user.</param>
    /// <param name="page">The number of the page, counted from 0.</param>
    public Visitor Visit(int user, int page)
    {
        var feed = _feed.Value;
        var id = user % feed.Environment.UserCount;
        var videos = feed.Environment.Retrieve(feed.Environment.Start(id, seed: page, clock.GetUtcNow()), Feed.Serving.FeedService.CandidateCount);
        return new($"visitor-{user}", feed.Features.OfUser(id), [.. videos.Select(video => Describe(feed, video))]);
    }

    private static Candidate Describe(SimulatedFeed feed, int video) => new(
        video.ToString(CultureInfo.InvariantCulture), [.. feed.TagsOf(video)], Math.Round(feed.SecondsOf(video), 1));
}
