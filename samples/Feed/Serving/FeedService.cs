using ShortVideo.Simulator;

namespace Feed.Serving;

/// <summary>Serves simulated users with pages on some days. With one seed, all policies meet the same users at the same times.</summary>
internal sealed class FeedService(SessionEnvironment environment, ObservedFeatures features, int seed)
{
    /// <summary>The number of candidates that are retrieved for a request.</summary>
    public const int CandidateCount = 40;

    private static readonly TimeSpan MeanPause = TimeSpan.FromDays(2.5);

    /// <param name="policy">The policy.</param>
    /// <param name="period">The days.</param>
    /// <returns>The pages, sorted by user and time.</returns>
    public IEnumerable<ServedPage> Serve(PagePolicy policy, Period period)
    {
        var session = 0;
        for (var user = 0; user < environment.UserCount; user++)
        {
            // The times of a user do not depend on what the policy shows, because the numbers of a session come from a generator of its own.
            var visits = new Random(unchecked((seed * 1_000_003 + user) * 31 + period.FirstDay));
            for (var clock = period.Start + Pause(visits); clock < period.End; clock += Pause(visits))
            {
                foreach (var page in Session(policy, ++session, environment.Start(user, visits.Next(), clock)))
                    yield return page;
            }
        }
    }

    private IEnumerable<ServedPage> Session(PagePolicy policy, int session, SessionState state)
    {
        var soFar = new SessionSoFar(features.OfUser(state.UserId));
        while (!state.HasEnded)
        {
            var candidates = environment.Retrieve(state, CandidateCount);
            var before = soFar.State;
            var page = policy.Draw(state.Clock, before, candidates, seed: session * 1000 + state.Step);
            var (responses, next) = environment.ShowPage(state, page.Videos);
            yield return new(session, state, before, candidates, page, responses);
            soFar.Add(responses);
            state = next;
        }
    }

    private static TimeSpan Pause(Random random) => SimulatedLog.ShortestPause - Math.Log(1 - random.NextDouble()) * MeanPause;
}
