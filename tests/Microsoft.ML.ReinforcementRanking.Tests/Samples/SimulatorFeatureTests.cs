using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Tests that the feature files contain information about the hidden properties, so that there is something to learn.</summary>
public sealed class SimulatorFeatureTests(SimulatorFeatureTests.DefaultLog log) : IClassFixture<SimulatorFeatureTests.DefaultLog>
{

    [Fact]
    public void VideoFeatures_UploadType_TellsPassiveFromInteractive()
    {
        var types = log.Videos.ToDictionary(row => row["video_id"], row => row["upload_type"]);
        var byType = log.Log.ToLookup(row => types[row["video_id"]]);

        MeanWatchTime(byType["LongImport"]).Should().BeGreaterThan(1.5 * MeanWatchTime(byType["ShortCamera"]));
        InteractionRate(byType["ShortCamera"]).Should().BeGreaterThan(2 * InteractionRate(byType["LongImport"]));
    }

    [Fact]
    public void UserFeatures_ActiveDegree_TellsWhoStays()
    {
        var degrees = log.Users.ToDictionary(row => row["user_id"], row => row["user_active_degree"]);
        var rowsPerUser = log.Log.CountBy(row => row["user_id"]).ToLookup(count => degrees[count.Key], count => (double)count.Value);

        rowsPerUser["full_active"].Average().Should().BeGreaterThan(1.3 * rowsPerUser["low_active"].Average());
    }

    /// <summary>
    /// For each tag, users at both ends of a level differ in clicks by more than by chance. By chance, the sum of squared z has mean 30.
    /// </summary>
    [Theory]
    [InlineData("onehot_feat1", 1, 5)]
    [InlineData("onehot_feat4", 4, 10)]
    [InlineData("onehot_feat9", 1, 5)]
    [InlineData("onehot_feat10", 0, 4)]
    public void UserFeatures_TasteLevels_TellWhichTagsAreClicked(string feature, double low, double high)
        => SumOfSquares(log.Log, IsClick, feature, low, high).Should().BeGreaterThan(90);

    /// <summary>Conversions after clicks depend on the needs but not on the taste, and clicks do not depend on the needs.</summary>
    [Theory]
    [InlineData("onehot_feat2", 15, 34)]
    [InlineData("onehot_feat5", 10, 23)]
    public void UserFeatures_NeedLevels_TellWhichTagsConvertAndNotWhichAreClicked(string feature, double low, double high)
    {
        SumOfSquares(log.Log.Where(IsClick), IsConversion, feature, low, high).Should().BeGreaterThan(90);
        SumOfSquares(log.Log, IsClick, feature, low, high).Should().BeLessThan(MostByChance);
    }

    [Fact]
    public void UserFeatures_OtherLevels_TellNothing() => SumOfSquares(log.Log, IsClick, "onehot_feat11", 0, 4).Should().BeLessThan(MostByChance);

    private static readonly double MostByChance = 30 + 4 * Math.Sqrt(2 * 30);

    private static bool IsClick(IReadOnlyDictionary<string, string> row) => row["is_click"] == "1";

    private static bool IsConversion(IReadOnlyDictionary<string, string> row) => row["profile_stay_time"] != "0";

    private double SumOfSquares(
        IEnumerable<IReadOnlyDictionary<string, string>> rows, Func<IReadOnlyDictionary<string, string>, bool> isTrue, string feature, double low, double high)
    {
        var levels = log.Users.ToDictionary(row => row["user_id"], row => double.Parse(row[feature], CultureInfo.InvariantCulture));
        var tags = log.Videos.ToDictionary(row => row["video_id"], row => row["tag"].Split(',')[0]);
        return rows.GroupBy(row => tags[row["video_id"]]).Sum(tag =>
        {
            var (lowRate, lowCount) = Rate(tag.Where(row => levels[row["user_id"]] <= low), isTrue);
            var (highRate, highCount) = Rate(tag.Where(row => levels[row["user_id"]] >= high), isTrue);
            var variance = lowRate * (1 - lowRate) / lowCount + highRate * (1 - highRate) / highCount;
            return (highRate - lowRate) * (highRate - lowRate) / variance;
        });
    }

    private static (double Rate, int Count) Rate(IEnumerable<IReadOnlyDictionary<string, string>> rows, Func<IReadOnlyDictionary<string, string>, bool> isTrue)
    {
        var values = rows.Select(row => isTrue(row) ? 1.0 : 0.0).ToArray();
        return (values.Average(), values.Length);
    }

    private static double MeanWatchTime(IEnumerable<IReadOnlyDictionary<string, string>> rows)
        => rows.Average(row => double.Parse(row["play_time_ms"], CultureInfo.InvariantCulture));

    private static double InteractionRate(IEnumerable<IReadOnlyDictionary<string, string>> rows)
        => rows.Average(row => row["is_like"] == "1" || row["is_follow"] == "1" || row["is_comment"] == "1" || row["is_forward"] == "1"
            || row["is_profile_enter"] == "1"
            || row["comment_stay_time"] != "0" ? 1.0 : 0.0);

    /// <summary>Gets the log of seed 1, which is written and read once.</summary>
    public sealed class DefaultLog
    {
        public DefaultLog()
        {
            using var files = new SimulatedFiles(seed: 1);
            (Log, Users, Videos) = (files.Log, files.Users, files.Videos);
        }

        public IReadOnlyList<IReadOnlyDictionary<string, string>> Log { get; }

        public IReadOnlyList<IReadOnlyDictionary<string, string>> Users { get; }

        public IReadOnlyList<IReadOnlyDictionary<string, string>> Videos { get; }
    }
}
