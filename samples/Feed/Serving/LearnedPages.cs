using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Feed.Serving;

/// <summary>
/// Draws pages from a fitted policy. The catalog changes at midnight, so every day has an engine of its own, whose policy is the fitted one over the videos
/// of that day.
/// </summary>
/// <param name="ml">The context.</param>
/// <param name="model">A loaded pipeline that ends with a policy.</param>
/// <param name="inputs">The columns of the pipeline's input.</param>
/// <param name="videos">The videos of all days.</param>
internal sealed class LearnedPages(MLContext ml, ITransformer model, DataViewSchema inputs, FeedCatalog videos) : PagePolicy, IDisposable
{
    private readonly ConcurrentDictionary<DateOnly, ActionRankingEngine<FeedState>> _engines = [];

    public override Page Draw(DateTimeOffset clock, FeedState state, IReadOnlyList<int> candidates, int seed)
    {
        var engine = _engines.GetOrAdd(DateOnly.FromDateTime(clock.Date),
            _ => ml.Model.CreateActionRankingEngine<FeedState>(model.WithActions(videos.Items(ml, clock)), inputs));
        string[] eligible = [.. candidates.Select(video => video.ToString(CultureInfo.InvariantCulture))];
        var page = engine.SamplePage(state, PageSize, eligible, seed);
        return new([.. page.Actions.Select(action => int.Parse(action.Id, CultureInfo.InvariantCulture))],
            [.. page.Actions.Select(action => (float)action.Probability)]);
    }

    public void Dispose()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
    }
}
