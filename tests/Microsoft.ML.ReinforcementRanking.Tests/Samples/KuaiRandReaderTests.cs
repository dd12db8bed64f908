using ShortVideo.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class KuaiRandReaderTests : IDisposable
{
    private const string CandidateFile = "candidates_tiny.csv";
    private const string CandidateHeader = "user_id,time_ms,video_ids";

    private readonly TinyLog _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Read_RandomLog_GivesExposuresByUserAndTime()
    {
        var log = KuaiRandReader.Read(_tiny.Folder);

        log.Exposures.Should().Equal(
            Exposure(user: 3, video: 12, time: 1000, watchTime: 0) with { Like = true, Interaction = true, Tab = null },
            Exposure(user: 7, video: 10, time: 1000, watchTime: 12.345f) with { Click = true, LongView = true, Interaction = true },
            Exposure(user: 7, video: 11, time: 2000, watchTime: 1.5f),
            Exposure(user: 7, video: 12, time: 2000, watchTime: 2) with { Click = true, Interaction = true, ProfileStay = true, Tab = "4" });
        log.Exposures.Select(log.PropensityOf).Should().OnlyContain(propensity => propensity == 1f / 4);
        log.HasCandidates.Should().BeFalse();
    }

    [Fact]
    public void Read_VideosWithQuotesAndMissingMarks_AreUnderstood()
    {
        var log = KuaiRandReader.Read(_tiny.Folder);

        log.Videos.Should().BeEquivalentTo(
        [
            new Video(10, "100", "Web", "9.0", 87.433f, ["62", "4"]),
            new Video(11, "101", null, null, null, []),
            new Video(12, "100", "Kmovie", "4.0", 10, ["62"]),
            new Video(13, "103", "Kmovie", "4.0", null, ["4"]),
        ], options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_Users_AreThoseOfTheLogWithNullWhereMissing()
    {
        var log = KuaiRandReader.Read(_tiny.Folder);

        log.ProfileColumns.Should().Equal("user_active_degree", "is_live_streamer", "onehot_feat12");
        log.Users.Keys.Should().BeEquivalentTo([3L, 7L]);
        log.Users[7].Profile.Should().Equal("full_active", null, "1.0");
        log.Users[3].Profile.Should().Equal(null, "1", null);
    }

    [Fact]
    public void Read_StandardLogsOnly_JoinsThemWithoutPropensity()
    {
        _tiny.Rename(TinyLog.LogFile, "log_standard_a.csv");
        File.Copy(Path.Combine(_tiny.Folder, "log_standard_a.csv"), Path.Combine(_tiny.Folder, "log_standard_b.csv"));

        var log = KuaiRandReader.Read(_tiny.Folder);

        log.Exposures.Should().HaveCount(2 * 4);
        log.PropensityOf(log.Exposures[0]).Should().BeNull();
    }

    [Fact]
    public void Read_RandomAndStandardLogs_PrefersTheRandomOne()
    {
        File.Copy(Path.Combine(_tiny.Folder, TinyLog.LogFile), Path.Combine(_tiny.Folder, "log_standard_a.csv"));

        KuaiRandReader.Read(_tiny.Folder).Exposures.Should().HaveCount(4);
    }

    [Fact]
    public void Read_MostVideosNeverShown_TheCatalogIsThoseThatWere()
    {
        File.AppendAllLines(Path.Combine(_tiny.Folder, TinyLog.VideoFile), Enumerable.Range(14, 3).Select(id => $"{id},1,Web,1000.0,4.0,1"));

        var log = KuaiRandReader.Read(_tiny.Folder);

        log.Videos.Select(video => video.Id).Should().Equal(10, 11, 12);
        log.PropensityOf(log.Exposures[0]).Should().Be(1f / 3);
    }

    [Fact]
    public void Read_Candidates_AreThoseOfTheRow()
    {
        _tiny.Write(CandidateFile, CandidateHeader, "7,2000,11 12", "3,1000,12 10 13", "7,1000,10");

        var log = KuaiRandReader.Read(_tiny.Folder);

        log.HasCandidates.Should().BeTrue();
        log.Exposures.Select(exposure => exposure.Candidates).Should().BeEquivalentTo(
            new long[][] { [12, 10, 13], [10], [11, 12], [11, 12] }, options => options.WithStrictOrdering());
        log.Exposures.Select(log.PropensityOf).Should().Equal(1f / 3, 1, 1f / 2, 1f / 2);
    }

    [Theory]
    [InlineData("7,2000,11 12", "candidates_tiny.csv: There are no candidates for user 3 at time_ms 1000.")]
    [InlineData("3,1000,10 13", "candidates_tiny.csv: The candidates do not contain the video 12 that was shown for user 3 at time_ms 1000.")]
    [InlineData("3,1000,12  10", "candidates_tiny.csv(2): Column 'video_ids': '12  10' is not a list of integers that are separated by spaces.")]
    [InlineData("3,1000,12 99", "video_features_basic_tiny.csv does not describe video 99, which is in the log. *")]
    public void Read_BadCandidates_AreNamed(string row, string message)
    {
        _tiny.Write(CandidateFile, CandidateHeader, row, "7,2000,11 12", "7,1000,10");

        FluentActions.Invoking(() => KuaiRandReader.Read(_tiny.Folder)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData(TinyLog.LogFile, "12345", "twelve", "log_random_tiny.csv(3): Column 'play_time_ms': 'twelve' is not a number of at least 0.")]
    [InlineData(TinyLog.LogFile, "12345", "-1", "log_random_tiny.csv(3): Column 'play_time_ms': '-1' is not a number of at least 0.")]
    [InlineData(TinyLog.LogFile, "2000,7,11", "2000,x,11", "log_random_tiny.csv(2): Column 'user_id': 'x' is not an integer.")]
    [InlineData(TinyLog.LogFile, "is_click", "clicked", "log_random_tiny.csv has no column 'is_click'. Its columns are: time_ms, user_id, *")]
    [InlineData(TinyLog.LogFile, "12345,1", "12345", "log_random_tiny.csv(3): The number of fields is 13, but the header has 14 columns.")]
    [InlineData(TinyLog.LogFile, "2000,7,11", "2000,7,99", "video_features_basic_tiny.csv does not describe video 99, which is in the log. *")]
    [InlineData(TinyLog.VideoFile, "62,4\"", "62,4", "video_features_basic_tiny.csv(2): A quote is not closed.")]
    [InlineData(TinyLog.VideoFile, "87433.0", "long", "video_features_basic_tiny.csv(2): Column 'video_duration': 'long' is not a number of at least 0.")]
    public void Read_BadText_NamesFileLineAndColumn(string file, string text, string replacement, string message)
    {
        _tiny.Replace(file, text, replacement);

        FluentActions.Invoking(() => KuaiRandReader.Read(_tiny.Folder)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData(TinyLog.LogFile, "* has neither log_random_*.csv nor log_standard_*.csv. *")]
    [InlineData(TinyLog.UserFile, "* has no file user_features_*.csv.")]
    [InlineData(TinyLog.VideoFile, "* has no file video_features_basic_*.csv.")]
    public void Read_MissingFile_IsNamed(string file, string message)
    {
        _tiny.Rename(file, "away.csv");

        FluentActions.Invoking(() => KuaiRandReader.Read(_tiny.Folder)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("user_id,is_live_streamer")]
    [InlineData("user_id,is_live_streamer", "99,1")]
    public void Read_NoUserOfTheLogIsDescribed_SaysSo(params string[] lines)
    {
        _tiny.Write(TinyLog.UserFile, lines);

        FluentActions.Invoking(() => KuaiRandReader.Read(_tiny.Folder)).Should().Throw<InvalidDataException>()
            .WithMessage("user_features_tiny.csv describes none of the 2 users in the log. *");
    }

    [Fact]
    public void Read_EmptyFilesAndFolders_SaySo()
    {
        FluentActions.Invoking(() => KuaiRandReader.Read("nowhere")).Should().Throw<InvalidDataException>()
            .WithMessage("The folder 'nowhere' does not exist. *");
        _tiny.Write(TinyLog.LogFile, TinyLog.LogHeader);
        FluentActions.Invoking(() => KuaiRandReader.Read(_tiny.Folder)).Should().Throw<InvalidDataException>().WithMessage("log_random_tiny.csv has no rows.");
        _tiny.Write(TinyLog.LogFile);
        FluentActions.Invoking(() => KuaiRandReader.Read(_tiny.Folder)).Should().Throw<InvalidDataException>().WithMessage("log_random_tiny.csv is empty. *");
    }

    [SkippableFact]
    public void Read_KuaiRand_HasThePublishedCounts()
    {
        var log = KuaiRandReader.Read(Repository.DataFolder("kuairand"));

        log.Exposures.Should().HaveCount(43_028);
        log.Exposures.Count(exposure => exposure.Click).Should().Be(7_492);
        log.Exposures.Count(exposure => exposure.Like).Should().Be(239);
        log.Exposures.Count(exposure => exposure.LongView).Should().Be(3_621);
        log.Exposures.Count(exposure => exposure.ProfileStay).Should().Be(0);
        log.Videos.Should().HaveCount(7_583);
        log.Videos.Count(video => video.Duration is null).Should().Be(239);
        log.Users.Should().HaveCount(1_000);
        log.PropensityOf(log.Exposures[0]).Should().Be(1f / 7_583);
    }

    private static Exposure Exposure(long user, long video, long time, float watchTime)
        => TinyLog.Exposure(user, video, time) with { WatchTime = watchTime };
}
