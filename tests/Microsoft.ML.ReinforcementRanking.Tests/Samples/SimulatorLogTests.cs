using System.Globalization;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class SimulatorLogTests
{
    private static readonly string[] FileNames = [SimulatedLog.LogFileName, SimulatedLog.UserFileName, SimulatedLog.VideoFileName];

    private static readonly SimulatedLogOptions Small = new() { Users = 40, Videos = 30, Days = 3, SessionsPerUser = 2 };

    [SkippableTheory]
    [InlineData(SimulatedLog.LogFileName, "log_random_4_22_to_5_08_1k.csv")]
    [InlineData(SimulatedLog.UserFileName, "user_features_pure.csv")]
    [InlineData(SimulatedLog.VideoFileName, "video_features_basic_pure.csv")]
    public void Write_Header_IsThatOfTheRealFile(string simulated, string real)
    {
        var realHeader = File.ReadLines(Path.Combine(Repository.DataFolder("kuairand"), real)).First();
        using var files = new SimulatedFiles(seed: 1, Small);

        files.Header(simulated).Should().Be(realHeader);
    }

    [Fact]
    public void Write_DefaultOptions_GivesAboutFortyThousandRowsOfTheWholeCatalog()
    {
        using var files = new SimulatedFiles(seed: 1);
        var log = files.Log;

        log.Count.Should().BeInRange(36_000, 44_000);
        files.Users.Select(row => Integer(row, "user_id")).Should().Equal(Enumerable.Range(0, 1500).Select(id => (long)id));
        files.Videos.Select(row => Integer(row, "video_id")).Should().Equal(Enumerable.Range(0, 1000).Select(id => (long)id));

        // Under uniform exposure, the chi-square statistic has mean k - 1 and variance 2 (k - 1).
        var counts = log.CountBy(row => row["video_id"]).ToDictionary();
        var expected = log.Count / 1000.0;
        var statistic = counts.Values.Sum(count => (count - expected) * (count - expected) / expected) + (1000 - counts.Count) * expected;
        statistic.Should().BeInRange(999 - 4 * Math.Sqrt(2 * 999), 999 + 4 * Math.Sqrt(2 * 999));
    }

    [Fact]
    public void Write_Rows_FollowKuaiRandsRules()
    {
        using var files = new SimulatedFiles(seed: 2, Small);
        foreach (var row in files.Log)
        {
            var (played, duration) = (Integer(row, "play_time_ms"), Integer(row, "duration_ms"));
            played.Should().BeInRange(0, duration);
            Integer(row, "is_click").Should().Be(Flag(duration <= 7000 ? played >= duration : played > 7000));
            Integer(row, "long_view").Should().Be(Flag(played >= Math.Min(duration, 18_000)));
            (row["is_rand"], row["tab"]).Should().Be(("1", "1"));
            (row["profile_stay_time"] == "0" || row["is_click"] == "1").Should().BeTrue("a conversion needs a click");
            var beijing = DateTimeOffset.FromUnixTimeMilliseconds(Integer(row, "time_ms")).ToOffset(TimeSpan.FromHours(8));
            (row["date"], row["hourmin"]).Should().Be((beijing.ToString("yyyyMMdd", CultureInfo.InvariantCulture), $"{beijing.Hour:00}00"));
        }
    }

    [Fact]
    public void Write_Sessions_AreOrderedAndApartByMoreThanThirtyMinutes()
    {
        using var files = new SimulatedFiles(seed: 3, Small);
        var users = files.Log.GroupBy(row => Integer(row, "user_id")).ToArray();
        users.Select(user => user.Key).Should().BeInAscendingOrder();
        foreach (var user in users)
        {
            var pauses = user.Zip(user.Skip(1),
                (row, next) => Integer(next, "time_ms") - Integer(row, "time_ms") - Integer(row, "play_time_ms") - Integer(row, "comment_stay_time"));
            foreach (var pause in pauses)
                (pause == 800 || pause > 30 * 60_000).Should().BeTrue($"{pause} ms are neither a swipe nor a new session");
        }
    }

    [Fact]
    public void Write_SameSeed_GivesTheSameBytes()
    {
        using var first = new SimulatedFiles(seed: 4, Small);
        using var second = new SimulatedFiles(seed: 4, Small);
        using var other = new SimulatedFiles(seed: 5, Small);

        FileNames.Should().OnlyContain(name => first.Bytes(name).SequenceEqual(second.Bytes(name)));
        FileNames.Should().NotContain(name => first.Bytes(name).SequenceEqual(other.Bytes(name)));
    }

    [Fact]
    public void Write_Twice_ReplacesTheLogAndLeavesNothingElse()
    {
        using var files = new SimulatedFiles(seed: 6, Small);
        using var expected = new SimulatedFiles(seed: 7, Small);

        SimulatedLog.Write(files.Folder, 7, Small);

        Directory.GetFileSystemEntries(files.Folder).Select(Path.GetFileName).Should().BeEquivalentTo(FileNames);
        FileNames.Should().OnlyContain(name => files.Bytes(name).SequenceEqual(expected.Bytes(name)));
    }

    [Fact]
    public void Write_FileCannotBeReplaced_LeavesNoLogAndNothingHalfWritten()
    {
        var folder = Directory.CreateTempSubdirectory("simulated-log-");
        Directory.CreateDirectory(Path.Combine(folder.FullName, SimulatedLog.VideoFileName));

        var write = () => SimulatedLog.Write(folder.FullName, 1, Small);

        write.Should().Throw<Exception>().Which.Should().Match(error => error is IOException || error is UnauthorizedAccessException);
        folder.GetFileSystemInfos().Select(entry => entry.Name).Should().BeEquivalentTo([SimulatedLog.UserFileName, SimulatedLog.VideoFileName]);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Write_MoreCandidatesThanVideos_NamesTheOption()
    {
        var write = () => SimulatedLog.Write("never-made", 1, Small with { Candidates = 31 });

        write.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Candidates");
    }

    [Theory]
    [InlineData(0, 1, 1, 1.0, "Users")]
    [InlineData(1, 0, 1, 1.0, "Videos")]
    [InlineData(1, 1, 0, 1.0, "Days")]
    [InlineData(1, 1, 1, 0.0, "SessionsPerUser")]
    [InlineData(1, 1, 1, double.NaN, "SessionsPerUser")]
    public void Write_OptionOutOfRange_NamesIt(int users, int videos, int days, double sessions, string option)
    {
        var write = () => SimulatedLog.Write("never-made", 1, new() { Users = users, Videos = videos, Days = days, SessionsPerUser = sessions });

        write.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(option);
        Directory.Exists("never-made").Should().BeFalse();
    }

    private static long Integer(IReadOnlyDictionary<string, string> row, string column) => long.Parse(row[column], CultureInfo.InvariantCulture);

    private static long Flag(bool value) => value ? 1 : 0;
}
