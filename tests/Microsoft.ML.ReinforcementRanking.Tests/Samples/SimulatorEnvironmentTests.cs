using System.Globalization;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class SimulatorEnvironmentTests
{
    private static readonly SessionEnvironment Environment = SessionEnvironment.Create(seed: 1, new() { Users = 20, Videos = 50 });

    [Fact]
    public void Step_SameState_GivesTheSameAnswer()
    {
        var start = Start(user: 3, seed: 9);

        var (response, state) = Environment.Step(start, videoId: 7);
        var (again, stateAgain) = Environment.Step(start, videoId: 7);

        again.Should().Be(response);
        (stateAgain with { }).Should().BeEquivalentTo(state);
        start.Step.Should().Be(0, "a step makes a new state");
        state.Step.Should().Be(1);
        state.Clock.Should().Be(start.Clock + response.PlayTime + response.CommentStay + TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public void Step_ManySeeds_AveragesToTheExpectation()
    {
        const int Draws = 20_000;
        var expected = Environment.Expect(Start(user: 5, seed: 0), videoId: 11);

        var draws = Enumerable.Range(0, Draws).Select(seed => Environment.Step(Start(user: 5, seed), videoId: 11)).ToArray();

        AssertMean(draws.Select(draw => draw.Response.PlayTime.TotalSeconds), expected.WatchTime.TotalSeconds);
        AssertMean(draws.Select(draw => draw.Response.HasInteraction ? 1.0 : 0.0), expected.InteractionProbability);
        AssertMean(draws.Select(draw => draw.State.HasEnded ? 1.0 : 0.0), expected.LeaveProbability);
        AssertMean(draws.Select(draw => draw.Response.IsClick ? 1.0 : 0.0), expected.ClickProbability);
        AssertMean(draws.Select(draw => draw.Response.IsConversion ? 1.0 : 0.0), expected.ConversionProbability);
    }

    [Fact]
    public void Step_RepeatedTag_TiresAndRecovers()
    {
        const int Video = 11;
        var start = Start(user: 5, seed: 0);
        var unrelated = Enumerable.Range(0, Environment.VideoCount).First(video => LogOdds(Show(start, video)) == LogOdds(start));

        var tired = Show(Show(Show(start, Video), Video), Video);
        var rested = Show(Show(tired, unrelated), unrelated);

        // Interest has weight 0.5 in the log-odds of an interaction, and fatigue has weight 0.3 in interest. Fatigue is a sum of powers of its decay.
        const double Fatigue = 0.8 + 0.8 * 0.8 + 0.8 * 0.8 * 0.8;
        (LogOdds(start) - LogOdds(tired)).Should().BeApproximately(0.5 * 0.3 * Fatigue, 1e-9);
        (LogOdds(start) - LogOdds(rested)).Should().BeApproximately(0.5 * 0.3 * Fatigue * 0.8 * 0.8, 1e-9);

        double LogOdds(SessionState state)
        {
            var probability = Environment.Expect(state, Video).InteractionProbability;
            return Math.Log(probability / (1 - probability));
        }
    }

    [Fact]
    public void Step_AfterTheEnd_Throws()
    {
        var ended = Start(user: 4, seed: 1) with { HasEnded = true };

        var step = () => Environment.Step(ended, videoId: 0);

        step.Should().Throw<InvalidOperationException>().WithMessage("The session of user 4 ended after step 0. Start another session.");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(50)]
    public void Step_UnknownVideo_NamesTheRange(int video)
    {
        var step = () => Environment.Step(Start(user: 0, seed: 1), video);

        step.Should().Throw<ArgumentOutOfRangeException>().WithMessage("The id must be from 0 to 49.*").WithParameterName("videoId");
    }

    [Fact]
    public void Start_UnknownUser_NamesTheRange()
    {
        var start = () => Start(user: 20, seed: 1);

        start.Should().Throw<ArgumentOutOfRangeException>().WithMessage("The id must be from 0 to 19.*").WithParameterName("userId");
    }

    /// <summary>
    /// The environment of a seed has the users and videos of the log of that seed, so the durations in the log are those of its responses.
    /// </summary>
    [Fact]
    public void Create_SeedAndOptionsOfALog_HasItsVideos()
    {
        var options = new SimulatedLogOptions { Users = 20, Videos = 50 };
        using var files = new SimulatedFiles(seed: 1, options);

        foreach (var row in files.Log)
        {
            var video = int.Parse(row["video_id"], CultureInfo.InvariantCulture);
            var duration = Environment.Step(Start(user: 0, seed: 1), video).Response.Duration;
            row["duration_ms"].Should().Be(duration.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static SessionState Start(int user, int seed) => Environment.Start(user, seed, DateTimeOffset.UnixEpoch);

    private static SessionState Show(SessionState state, int video) => Environment.Step(state with { HasEnded = false }, video).State;

    private static void AssertMean(IEnumerable<double> draws, double expected)
    {
        var values = draws.ToArray();
        var mean = values.Average();
        var standardError = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length / values.Length);
        mean.Should().BeApproximately(expected, 4 * standardError);
    }
}
