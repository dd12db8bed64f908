using ShortVideo.Data;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class VideoFeaturesTests
{
    /// <summary>
    /// Creates a hundred videos of 1 to 100 seconds. The last one differs from the others in every feature, and its duration is unknown.
    /// </summary>
    private static readonly Video[] Catalog =
    [
        .. Enumerable.Range(1, 99).Select(id => new Video(id, "many", "Web", "9.0", id, ["common"])),
        new(100, "single", "Kmovie", null, null, ["rare", "common"]),
    ];

    private static readonly VideoFeatures Features = new(Catalog);

    [Fact]
    public void Of_Categories_PoolWhatIsRareAndLeaveOutWhatIsMissing()
    {
        // The slots are: common tag, other tags; Web, other upload types; 9.0, other music types.
        Features.Of(Catalog[0])[..6].Should().Equal(1, 0, 1, 0, 1, 0);
        Features.Of(Catalog[^1])[..6].Should().Equal(1, 1, 0, 1, 0, 0);
    }

    [Fact]
    public void Of_Duration_IsATenthAndAStandardizedLogarithm()
    {
        double[] logs = [.. Enumerable.Range(1, 99).Select(seconds => Math.Log(seconds))];
        var mean = logs.Average();
        var deviation = Math.Sqrt(logs.Average(log => (log - mean) * (log - mean)));

        var features = Features.Of(Catalog[49])[6..18];

        features[..10].Should().Equal(0, 0, 0, 0, 1, 0, 0, 0, 0, 0);
        features[10].Should().BeApproximately((float)((Math.Log(50) - mean) / deviation), 1e-4f);
        features[11].Should().Be(0);
        Features.Of(Catalog[^1])[6..18].Should().Equal(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    }

    [Fact]
    public void Of_Author_IsTheLogarithmOfTheirVideos()
    {
        Features.Of(Catalog[0])[^1].Should().Be(MathF.Log(99));
        Features.Of(Catalog[^1])[^1].Should().Be(0);
        Features.Of(Catalog[0] with { Author = null })[^1].Should().Be(0);
    }
}
