using Feed.Serving;
using Microsoft.ML;

namespace Feed.Learning;

/// <summary>Represents pages that were served as a log with one row for each position.</summary>
/// <param name="Pages">The pages.</param>
/// <param name="Rows">The rows of the pages. The rows of a page are neighbors, as evaluations of pages need them.</param>
internal sealed record FeedLog(IReadOnlyList<ServedPage> Pages, IDataView Rows)
{
    public static FeedLog Of(MLContext ml, FeedCatalog videos, IReadOnlyList<ServedPage> pages)
        => new(pages, ml.Data.LoadFromEnumerable(pages.SelectMany(page => RowsOf(page, videos)).ToArray()));

    /// <summary>Splits the pages by time.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="videos">The videos.</param>
    /// <param name="share">The share of the first part.</param>
    public (FeedLog First, FeedLog Last) Split(MLContext ml, FeedCatalog videos, double share)
    {
        var cut = Pages.Select(page => page.Shown.Clock).Order().ElementAt((int)(share * Pages.Count));
        // A session belongs to the part in which it begins.
        var first = Pages.GroupBy(page => page.Session).Where(session => session.First().Shown.Clock < cut).Select(session => session.Key).ToHashSet();
        FeedLog Part(bool isFirst) => Of(ml, videos, [.. Pages.Where(page => first.Contains(page.Session) == isFirst)]);
        return (Part(isFirst: true), Part(isFirst: false));
    }

    private static IEnumerable<PageRow> RowsOf(ServedPage page, FeedCatalog videos)
    {
        foreach (var (index, video) in page.Page.Videos.Index())
        {
            var response = page.Responses[index];
            var watchTime = (float)(response?.PlayTime.TotalSeconds ?? 0);
            yield return new()
            {
                Session = page.Session,
                Request = page.Id,
                Position = index + 1,
                Time = page.Shown.Clock.ToUnixTimeMilliseconds(),
                Features = page.State.Features,
                Video = video,
                VideoFeatures = videos.FeaturesOf(video),
                Eligible = [.. page.Candidates.Except(page.Page.Videos.Take(index))],
                Propensity = page.Page.Propensities[index],
                WatchTime = watchTime,
                LogWatchTime = MathF.Log(1 + watchTime),
                Interaction = response is { HasInteraction: true },
            };
        }
    }
}
