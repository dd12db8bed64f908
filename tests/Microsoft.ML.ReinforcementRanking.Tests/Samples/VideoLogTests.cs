using Microsoft.ML.Data;
using MultiTask.Features;
using ShortVideo.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class VideoLogTests
{
    private static readonly KuaiRandLog Log = CreateLog();

    [Fact]
    public void Rows_Labels_AreNestedInClick()
    {
        var exposure = TinyLog.Exposure(user: 1, video: 0, time: 0);
        Exposure[] exposures =
        [
            exposure with { Click = true },
            exposure with { Click = true, LongView = true },
            exposure with { Click = true, ProfileStay = true },
            exposure with { LongView = true, ProfileStay = true },
        ];

        VideoLog.Rows(new(1), Log with { Exposures = exposures }).Select(row => (row.Click, row.LongView, row.Conversion)).Should().Equal(
            (true, false, false), (true, true, false), (true, false, true), (false, false, false));
    }

    [Fact]
    public void Rows_Columns_AreThoseOfTheLog()
    {
        var row = VideoLog.Rows(new(1), Log)[5];

        (row.UserId, row.Time, row.User, row.Video, row.Author, row.UploadType, row.MusicType, row.Tab).Should().Be(
            (1, Log.Exposures[5].Time, "1", "17", "author 1", "Web", "", "1"));
        row.Tags.Should().Equal("odd", "all");
        row.Profile.Should().Equal("activity=high");
        VideoLog.Rows(new(1), Log)[^1].Profile.Should().BeEmpty("the log does not describe that user");
        row.Numbers.Should().HaveCount(4 + 2 + 6 * (2 + 4));
        row.Numbers[..6].Should().Equal([.. Calendar.Of(row.Time), MathF.Log(1 + 27), 0]);
        row.Numbers[6].Should().Be(MathF.Log(1 + Log.Exposures.Count(exposure => exposure.UserId == 1 && exposure.Time < row.Time)));
    }

    [Fact]
    public void Rows_ResponsesOfARowChange_OnlyLaterRowsDo()
    {
        var before = Features(Log);

        foreach (var (changed, row) in Log.Exposures.Index())
        {
            var other = row with { Click = !row.Click, LongView = true, ProfileStay = true, WatchTime = row.WatchTime + 9 };
            var after = Features(Log with { Exposures = [.. Log.Exposures.Select(exposure => exposure == row ? other : exposure)] });

            var different = Enumerable.Range(0, before.Length).Where(index => !before[index].SequenceEqual(after[index])).ToArray();
            different.Should().NotContain(index => Log.Exposures[index].Time <= row.Time, $"row {changed} was changed");
            var laterOfUser = Enumerable.Range(0, before.Length)
                .Where(index => Log.Exposures[index].UserId == row.UserId && Log.Exposures[index].Time > row.Time);
            laterOfUser.Except(different).Should().BeEmpty($"row {changed} was changed");
        }
    }

    [Fact]
    public void Rows_TheLogGoesOn_ItsPastStaysTheSame()
    {
        var cut = Log.Exposures.Select(exposure => exposure.Time).Order().ElementAt(Log.Exposures.Count / 2);
        bool IsPast(Exposure exposure) => exposure.Time <= cut;

        var past = Features(Log with { Exposures = [.. Log.Exposures.Where(IsPast)] });

        past.Should()
            .BeEquivalentTo(Features(Log).Zip(Log.Exposures).Where(row => IsPast(row.Second))
            .Select(row => row.First), options => options.WithStrictOrdering());
    }

    [SkippableFact]
    public void Create_KuaiRand_HasClickAndLongView()
    {
        var log = VideoLog.Create(new(1), KuaiRandReader.Read(Repository.DataFolder("kuairand")));

        log.TaskColumnNames.Should().Equal("Click", "LongView");
        log.CategoricalColumnNames.Should().Equal(["User", "UploadType", "MusicType", "Tab", "Tags", "Profile"], "no video or author has a hundred rows");
        IDataView[] parts = [log.Parts.Training, log.Parts.Validation, log.Parts.Test];
        parts.Sum(part => part.GetColumn<bool>("Click").Count(click => click)).Should().Be(7_492);
        parts.Sum(part => part.GetColumn<bool>("LongView").Count(longView => longView)).Should().Be(3_621 - 11, "11 long views are no clicks");
        parts.SelectMany(part => part.GetColumn<uint>("GroupId")).Distinct().Should().HaveCount(19_045);
    }

    [Fact]
    public void Create_SimulatedLog_HasClickAndConversion()
    {
        using var files = new SimulatedFiles(seed: 1, new() { Users = 60, Videos = 40 });

        var log = TaskLog.Read(new(1), files.Folder);

        log.TaskColumnNames.Should().Equal("Click", "Conversion");
        log.Parts.Training.GetColumn<bool>("Conversion").Count(conversion => conversion).Should().BePositive();
        log.Parts.Training.Schema["LongView"].Type.Should().Be(BooleanDataViewType.Instance);
    }

    private static float[][] Features(KuaiRandLog log) => [.. VideoLog.Rows(new(1), log).Select(row => row.Numbers)];

    /// <summary>
    /// Creates four users with twelve rows each, within a quarter of an hour and in sessions at the same time. Every third row has the time of the row
    /// before.
    /// </summary>
    private static KuaiRandLog CreateLog()
    {
        Exposure[] exposures =
        [
            .. from user in Enumerable.Range(1, 4)
               from row in Enumerable.Range(0, 12)
               select TinyLog.Exposure(user, (user * 12 + row) % 20, 1_650_000_000_000 + 75_000 * (row - (row % 3 == 2 ? 1 : 0))) with
               {
                   WatchTime = user + row,
                   Click = row % 5 < 2,
               },
        ];
        Video[] videos = [.. Enumerable.Range(0, 20)
            .Select(id => new Video(id, $"author {id % 4}", "Web", null, 10 + id, id % 2 == 0 ? ["all"] : ["odd", "all"]))];
        var users = Enumerable.Range(1, 3).ToDictionary(id => (long)id, id => new User(id, ["high", null]));
        return new(exposures, videos, users, ["activity", "age"], IsRandom: true);
    }
}
