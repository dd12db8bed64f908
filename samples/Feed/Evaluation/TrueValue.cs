using Feed.Serving;
using ShortVideo.Simulator;

namespace Feed.Evaluation;

/// <summary>Represents the true value of a policy on logged requests.</summary>
/// <param name="WatchTime">The mean over requests of the expected watch time of a page, in seconds.</param>
/// <param name="StandardError">The standard error of the mean.</param>
/// <param name="Interactions">The mean over requests of the expected number of interactions of a page.</param>
internal sealed record TrueValue(double WatchTime, double StandardError, double Interactions)
{
    private const int PagesPerRequest = 4;

    /// <summary>
    /// Lets the policy draw pages for logged requests. The simulator knows what is expected of each page, so the responses of the log play no part.
    /// </summary>
    public static TrueValue Of(SessionEnvironment environment, PagePolicy policy, IReadOnlyList<ServedPage> requests)
    {
        var values = requests.Select((request, index) => Enumerable.Range(0, PagesPerRequest).Select(draw =>
            {
                var page = policy.Draw(request.Shown.Clock, request.State, request.Candidates, seed: index * PagesPerRequest + draw);
                var expected = environment.ExpectPage(request.Shown, page.Videos);
                return (WatchTime: expected.Sum(position => position.WatchTime.TotalSeconds),
                    Interactions: expected.Sum(position => position.SeenProbability * position.Response.InteractionProbability));
            }).ToArray())
            .Select(draws => (WatchTime: draws.Average(draw => draw.WatchTime), Interactions: draws.Average(draw => draw.Interactions))).ToArray();
        var mean = values.Average(value => value.WatchTime);
        var variance = values.Sum(value => (value.WatchTime - mean) * (value.WatchTime - mean)) / (values.Length - 1);
        return new(mean, Math.Sqrt(variance / values.Length), values.Average(value => value.Interactions));
    }
}
