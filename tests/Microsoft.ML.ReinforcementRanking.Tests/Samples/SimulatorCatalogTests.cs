using System.Globalization;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Tests the catalog that changes from day to day, and the candidates that are retrieved from it.</summary>
public sealed class SimulatorCatalogTests
{
    private static readonly SimulatedLogOptions Options = new() { Users = 40, Videos = 30, Days = 4, SessionsPerUser = 4, UploadsPerDay = 5, Candidates = 8 };
    private static readonly SessionEnvironment Environment = SessionEnvironment.Create(seed: 1, Options);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(0.99, 0)]
    [InlineData(1, 5)]
    [InlineData(3.5, 15)]
    [InlineData(9, 15)]
    public void VideosAt_Day_HasTheUploadsOfTheDayAndLacksAsManyOldVideos(double day, int oldest)
        => Environment.VideosAt(SimulatedLog.Start.AddDays(day)).Should().Equal(Enumerable.Range(oldest, Options.Videos));

    [Fact]
    public void Create_WithUploads_KeepsTheFirstVideos()
    {
        var without = SessionEnvironment.Create(seed: 1, Options with { UploadsPerDay = 0 });

        Environment.VideoCount.Should().Be(30 + 3 * 5);
        for (var video = 0; video < without.VideoCount; video++)
            Environment.Expect(Start(user: 2, seed: 3, day: 0), video).Should().Be(without.Expect(Start(user: 2, seed: 3, day: 0), video));
    }

    [Fact]
    public void Retrieve_State_GivesTheSameDifferentVideosOfTheDay()
    {
        var state = Start(user: 2, seed: 3, day: 2);

        var candidates = Environment.Retrieve(state, 8);

        candidates.Should().HaveCount(8).And.OnlyHaveUniqueItems().And.BeInAscendingOrder().And.BeSubsetOf(Environment.VideosAt(state.Clock));
        Environment.Retrieve(state, 8).Should().Equal(candidates);
        Environment.Retrieve(Environment.Step(state, 11).State, 8).Should().NotEqual(candidates);
    }

    [Fact]
    public void Retrieve_OneOfTheCatalog_IsASoftmaxOfTheAffinity()
    {
        const int Draws = 30_000;
        var world = SimulatedWorld.Create(seed: 1, Options);
        var weights = Enumerable.Range(0, 30).Select(video => Math.Exp(world.Videos[video].Tags.Average(tag => world.Affinity(world.Users[2], tag)))).ToArray();

        var counts = new int[30];
        for (var seed = 0; seed < Draws; seed++)
            counts[Environment.Retrieve(Start(user: 2, seed, day: 0), 1)[0]]++;

        // The chi-square statistic has mean k - 1 and variance 2 (k - 1).
        var expected = weights.Select(weight => Draws * weight / weights.Sum());
        counts.Zip(expected, (count, mean) => (count - mean) * (count - mean) / mean).Sum().Should().BeLessThan(29 + 4 * Math.Sqrt(2 * 29));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void Retrieve_CountOutOfRange_Throws(int count)
    {
        var retrieve = () => Environment.Retrieve(Start(user: 2, seed: 3, day: 0), count);

        retrieve.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(count));
    }

    [Fact]
    public void Write_WithCandidates_LogsTheSetOfEachRowFromTheCatalogOfItsDay()
    {
        using var files = new SimulatedFiles(seed: 1, Options);

        var sets = files.Candidates;

        sets.Should().HaveCount(files.Log.Count);
        foreach (var (row, set) in files.Log.Zip(sets))
        {
            (set["user_id"], set["time_ms"]).Should().Be((row["user_id"], row["time_ms"]));
            var ids = set["video_ids"].Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
            var time = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(row["time_ms"], CultureInfo.InvariantCulture));
            ids.Should().HaveCount(8).And.BeSubsetOf(Environment.VideosAt(time)).And.Contain(int.Parse(row["video_id"], CultureInfo.InvariantCulture));
        }
        files.Videos.Should().HaveCount(45);
    }

    [Fact]
    public void Write_WithoutCandidates_ReplacesALogWithCandidates()
    {
        using var files = new SimulatedFiles(seed: 1, Options);

        SimulatedLog.Write(files.Folder, 1, Options with { Candidates = 0 });

        Directory.GetFiles(files.Folder).Select(Path.GetFileName).Should()
            .BeEquivalentTo(SimulatedLog.LogFileName, SimulatedLog.UserFileName, SimulatedLog.VideoFileName);
    }

    [Fact]
    public void ObservedFeatures_Video_ShowTagsExactlyAndPassivityWithNoise()
    {
        var world = SimulatedWorld.Create(seed: 1, Options);
        var features = ObservedFeatures.Create(seed: 1, Options);

        foreach (var video in world.Videos)
        {
            var shown = features.OfVideo(video.Id);
            shown.Should().HaveCount(SimulatedWorld.TagCount + 2);
            Enumerable.Range(0, SimulatedWorld.TagCount).Where(tag => shown[tag] == 1).Should().BeEquivalentTo(video.Tags);
        }
        var deviations = world.Videos.Select(video => features.OfVideo(video.Id)[^1] - video.Passivity).ToArray();
        deviations.Should().NotContain(0).And.OnlyContain(deviation => Math.Abs(deviation) < 2);
        features.OfUser(3).Should().HaveCount(2 + SimulatedWorld.TasteDimension);
    }

    private static SessionState Start(int user, int seed, int day) => Environment.Start(user, seed, SimulatedLog.Start.AddDays(day));
}
