using System.Globalization;
using System.Text.Json;
using Feed.Serving;
using FeedServer.Api;
using FeedServer.Logging;

namespace FeedServer.Learning;

/// <summary>
/// Makes the first log, on which the first model is trained: simulated users are served with uniform pages. A real service would serve whatever it has
/// served so far, and log the probabilities with which it did.
/// </summary>
internal static class FirstLog
{
    private static readonly Period Days = new(FirstDay: 0, Days: 4);

    /// <param name="log">The log.</param>
    /// <param name="userCount">The number of users who are served, at most as many as there are.</param>
    /// <returns>The number of pages.</returns>
    public static async Task<int> Write(FeedLog log, int userCount)
    {
        var feed = new SimulatedFeed();
        var pages = new Feed.Serving.FeedService(feed.Environment, feed.Features, SimulatedFeed.Seed).Serve(new UniformPages(), Days)
            .TakeWhile(page => page.Shown.UserId < userCount).ToArray();
        await Task.WhenAll(pages.Select(page => log.Append(Request(page))));
        await Task.WhenAll(pages.SelectMany(Events).Select(log.Append));
        return pages.Length;
    }

    private static RequestEntry Request(ServedPage page)
    {
        var request = new RankRequest(page.Id, UserOf(page), page.State.Features, [.. page.Candidates.Select(IdOf)], PagePolicy.PageSize);
        var propensities = page.Page.Propensities;
        var answer = new RankAnswer(page.Id, "uniform", Seed: 0, Exploration: 1, propensities.Sum(propensity => Math.Log(propensity)),
            [.. page.Page.Videos.Select((video, index) => new PlacedVideo(index + 1, IdOf(video), propensities[index]))]);
        return new(page.Id, page.Shown.Clock, JsonSerializer.Serialize(request, FeedJson.Default.RankRequest),
            JsonSerializer.Serialize(answer, FeedJson.Default.RankAnswer));
    }

    private static IEnumerable<LogEntry> Events(ServedPage page) => page.Responses.Index().Where(seen => seen.Item is not null).Select(seen => new EventEntry(
        new($"{page.Id}/{seen.Index + 1}", page.Id, seen.Index + 1, seen.Item!.PlayTime.TotalSeconds, seen.Item.HasInteraction), page.Shown.Clock));

    private static string UserOf(ServedPage page) => string.Create(CultureInfo.InvariantCulture, $"user-{page.Shown.UserId}");

    private static string IdOf(int video) => video.ToString(CultureInfo.InvariantCulture);
}
