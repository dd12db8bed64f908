using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class SimulatorPageTests
{
    private const double LookProbability = 0.8;

    private static readonly SessionEnvironment Environment = SessionEnvironment.Create(seed: 1, new() { Users = 20, Videos = 50 });
    private static readonly int[] Page = [11, 7, 30, 2];

    [Fact]
    public void ShowPage_ManySeeds_AveragesToTheExpectationOfEachPosition()
    {
        const int Draws = 20_000;
        var expected = Environment.ExpectPage(Start(user: 5, seed: 0), Page);

        var draws = Enumerable.Range(0, Draws).Select(seed => Environment.ShowPage(Start(user: 5, seed), Page).Responses).ToArray();

        for (var position = 0; position < Page.Length; position++)
        {
            var responses = draws.Select(draw => draw[position]).ToArray();
            AssertMean(responses.Select(response => response is null ? 0.0 : 1.0), expected[position].SeenProbability);
            AssertMean(responses.Select(response => response?.PlayTime.TotalSeconds ?? 0), expected[position].WatchTime.TotalSeconds);
            AssertMean(responses.Select(response => response is { HasInteraction: true } ? 1.0 : 0.0),
                expected[position].SeenProbability * expected[position].Response.InteractionProbability);
        }
    }

    [Fact]
    public void ExpectPage_Positions_AreSeenInTheOrderOfTheCascade()
    {
        var start = Start(user: 3, seed: 1);

        var expected = Environment.ExpectPage(start, Page);

        var seen = 1.0;
        var state = start;
        foreach (var (position, video) in Page.Index())
        {
            var alone = Environment.Expect(state, video);
            expected[position].Should().Be(new ExpectedPosition(seen, alone));
            seen *= LookProbability * (1 - alone.LeaveProbability);
            state = Environment.Step(state with { HasEnded = false }, video).State;
        }
    }

    [Fact]
    public void ShowPage_OneVideo_IsAStep()
    {
        var start = Start(user: 3, seed: 9);

        var (responses, state) = Environment.ShowPage(start, [7]);
        var (response, next) = Environment.Step(start, videoId: 7);

        responses.Should().Equal(response);
        (state.Clock, state.Step, state.HasEnded).Should().Be((next.Clock, next.Step, next.HasEnded));
        Environment.Expect(state, 7).Should().Be(Environment.Expect(next, 7));
    }

    /// <summary>A user who has left, or does not look on, sees nothing below.</summary>
    [Fact]
    public void ShowPage_Unseen_EndsThePage()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var (responses, state) = Environment.ShowPage(Start(user: 4, seed), Page);

            var seen = responses.TakeWhile(response => response is not null).Count();
            seen.Should().BeGreaterThan(0).And.Be(state.Step);
            responses.Skip(seen).OfType<VideoResponse>().Should().BeEmpty();
        }
    }

    [Fact]
    public void ShowPage_EmptyPageOrEndedSession_Throws()
    {
        var empty = () => Environment.ShowPage(Start(user: 4, seed: 1), []);
        var ended = () => Environment.ShowPage(Start(user: 4, seed: 1) with { HasEnded = true }, Page);

        empty.Should().Throw<ArgumentOutOfRangeException>();
        ended.Should().Throw<InvalidOperationException>().WithMessage("The session of user 4 ended after step 0. Start another session.");
    }

    private static SessionState Start(int user, int seed) => Environment.Start(user, seed, DateTimeOffset.UnixEpoch);

    private static void AssertMean(IEnumerable<double> draws, double expected)
    {
        var values = draws.ToArray();
        var mean = values.Average();
        var standardError = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length / values.Length);
        mean.Should().BeApproximately(expected, 4 * standardError + 1e-12);
    }
}
