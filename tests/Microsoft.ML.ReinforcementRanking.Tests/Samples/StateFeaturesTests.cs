using System.Text.Json;
using ShortVideo.Data;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class StateFeaturesTests
{
    private const int Tag = 5;
    private static readonly KuaiRandLog Log = CreateLog();
    private static readonly TimeSplit Split = TimeSplit.Of(Log.Exposures);
    private static readonly StateFeatures Features = StateFeatures.Fit(Log, Split);

    [Fact]
    public void Compute_ResponsesOfARowChange_OnlyLaterRowsOfThatUserDo()
    {
        var before = Compute(Log);

        for (var changed = 0; changed < Log.Exposures.Count; changed++)
        {
            var row = Log.Exposures[changed];
            var after = Compute(WithOtherResponses(row));

            var different = Enumerable.Range(0, before.Length).Where(i => !before[i].SequenceEqual(after[i]));
            var later = Enumerable.Range(0, before.Length).Where(i => Log.Exposures[i].UserId == row.UserId && Log.Exposures[i].Time > row.Time);
            different.Should().Equal(later, $"row {changed} was changed");
        }
    }

    [Fact]
    public void Compute_ALaterRowIsAdded_EarlierRowsStayTheSame()
    {
        var last = Log.Exposures[^1];
        var longer = Log with { Exposures = [.. Log.Exposures, last with { Time = last.Time + 1, Click = !last.Click }] };

        Compute(longer)[..^1].Should().BeEquivalentTo(Compute(Log), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Fit_RowsOutsideTheTrainingPartChange_NothingDoes()
    {
        var fitted = Json(Features);

        foreach (var row in Log.Exposures.Where(row => !Split.IsTraining(row.Time)))
            Json(StateFeatures.Fit(WithOtherResponses(row), Split)).Should().Be(fitted);
        Json(StateFeatures.Fit(WithOtherResponses(Log.Exposures.First(row => Split.IsTraining(row.Time))), Split)).Should().NotBe(fitted);
    }

    [Fact]
    public void Compute_FirstAndFourthRowOfAUser_HaveTheFormulasValues()
    {
        var prior = Features.PriorMeans;
        Exposure[] user = [.. Log.Exposures.Where(row => row.UserId == 1).Take(4)];
        var states = Features.Compute(Log).Take(4).Select(state => state.History).ToArray();

        states[0][0].Should().Be(0);
        states[0][1..Tag].Should().Equal(prior.Values, (mean, expected) => Math.Abs(mean - expected) < 1e-6);
        states[3][0].Should().Be(MathF.Log(1 + 3));
        states[3][1].Should().BeApproximately((user[..3].Sum(row => MathF.Log(1 + row.WatchTime)) + 5 * prior.LogWatchTime) / (3 + 5), 1e-6f);
        states[3][Tag].Should().BeApproximately((2 + 3 * prior.Click) / (3 + 3), 1e-6f, "all three videos have the tag, and two were clicked");
        states[3][Tag + 2 * Features.Tags.Size].Should().BeApproximately(MathF.Log(1 + user[2].WatchTime), 1e-6f, "the last row comes first");
        states[3][^3].Should().BeApproximately(MathF.Log(1 + (user[3].Time - user[2].Time) / 60_000f), 1e-6f);
    }

    [Fact]
    public void Compute_FourthRowOfAUser_HasTheFormulasPreferences()
    {
        var (prior, common, videos) = (Features.PriorMeans, Features.CommonPreferences, VideoFeatures.OfAll(Log.Videos));
        Exposure[] user = [.. Log.Exposures.Where(row => row.UserId == 1).Take(4)];
        var states = Features.Compute(Log).Take(4).ToArray();
        var width = videos[0].Length;

        states[0].Preferences.Should().HaveCount(2 * width).And.OnlyContain(preference => Math.Abs(preference) < 1e-9, "nothing is known yet");
        var mean = (user[..3].Sum(row => MathF.Log(1 + row.WatchTime)) + 5 * prior.LogWatchTime) / (3 + 5);
        for (var feature = 0; feature < width; feature++)
        {
            var usual = common.Slopes[0][feature];
            var products = user[..3].Sum(row => videos[row.VideoId][feature] * (MathF.Log(1 + row.WatchTime) - mean));
            var squares = user[..3].Sum(row => Math.Pow(videos[row.VideoId][feature], 2));
            var expected = (float)(4 * ((products + 5 * usual) / (squares + 5) - usual) / common.Deviations[0]);
            states[3].Preferences[feature].Should().BeApproximately(expected, 1e-5f);
        }
        states[3].Preferences[width..].Should().Contain(preference => preference != 0, "clicks have preferences of their own");
    }

    [Fact]
    public void CommonPreferences_UsersWhoDifferInTheirMeansAlone_IsNone()
    {
        // All responses of a user are the same, whatever the video.
        var flat = Log with { Exposures = [.. Log.Exposures.Select(row => row with { WatchTime = row.UserId, Click = row.UserId == 1 })] };

        StateFeatures.Fit(flat, Split).CommonPreferences.Slopes.SelectMany(slopes => slopes).Should().OnlyContain(slope => Math.Abs(slope) < 1e-6);
    }

    [Fact]
    public void Compute_UserWithoutProfile_HasAllZeroProfile()
    {
        var states = Features.Compute(Log with { Users = Log.Users.Where(user => user.Key != 1).ToDictionary() });

        states.First().Profile.Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Compute_AfterSaveAndLoad_IsTheSame()
    {
        var loaded = JsonSerializer.Deserialize<StateFeatures>(Json(Features))!;

        Compute(Log, loaded).Should().BeEquivalentTo(Compute(Log), options => options.WithStrictOrdering());
    }

    /// <summary>
    /// Creates four users with twelve rows each. Every third row has the time of the row before. All of the 60 videos have one tag, and every second video
    /// has another one.
    /// </summary>
    private static KuaiRandLog CreateLog()
    {
        Exposure[] exposures =
        [
            .. from user in Enumerable.Range(1, 4)
               from row in Enumerable.Range(0, 12)
               select TinyLog.Exposure(user, (user * 12 + row) % 60, 1_650_000_000_000 + 100_000 * (row - (row % 3 == 2 ? 1 : 0))) with
               {
                   WatchTime = user + row,
                   Click = row % 5 < 2,
                   Like = row == 3,
                   Interaction = row % 6 == 3,
               },
        ];
        Video[] videos = [.. Enumerable.Range(0, 60).Select(id => new Video(id, "author", "Web", "9.0", 10 + id, id % 2 == 0 ? ["all", "even"] : ["all"]))];
        var users = Enumerable.Range(1, 4).ToDictionary(id => (long)id, id => new User(id, ["active"]));
        return new(exposures, videos, users, ["activity"], IsRandom: true);
    }

    private static KuaiRandLog WithOtherResponses(Exposure row) => Log with
    {
        Exposures = [.. Log.Exposures.Select(other => other == row
            ? row with { WatchTime = row.WatchTime + 100, Click = !row.Click, Like = !row.Like, Interaction = !row.Interaction }
            : other)],
    };

    private static float[][] Compute(KuaiRandLog log, StateFeatures? features = null)
        => [.. (features ?? Features).Compute(log).Select(state => state.Preferences.Concat(state.Profile).Concat(state.History).ToArray())];

    private static string Json(StateFeatures features) => JsonSerializer.Serialize(features);
}
