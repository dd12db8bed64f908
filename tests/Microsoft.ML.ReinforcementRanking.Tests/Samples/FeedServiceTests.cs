using Feed.Evaluation;
using Feed.Learning;
using Feed.Serving;
using Microsoft.ML.Data;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public sealed class FeedServiceTests
{
    private static readonly SimulatedLogOptions Size = new() { Users = 30, Videos = 80, UploadsPerDay = 10, Days = 4 };
    private static readonly SessionEnvironment Environment = SessionEnvironment.Create(seed: 1, Size);
    private static readonly ObservedFeatures Features = ObservedFeatures.Create(seed: 1, Size);
    private static readonly Period Days = new(FirstDay: 1, Days: 3);

    [Fact]
    public void Serve_UniformPages_AreDrawnFromTheCandidatesOfTheirDay()
    {
        var pages = Serve();

        pages.Should().NotBeEmpty();
        pages.Select(page => page.Id).Should().OnlyHaveUniqueItems();
        foreach (var page in pages)
        {
            page.Candidates.Should().HaveCount(FeedService.CandidateCount).And.BeSubsetOf(Environment.VideosAt(page.Shown.Clock));
            page.Page.Videos.Should().HaveCount(PagePolicy.PageSize).And.OnlyHaveUniqueItems().And.BeSubsetOf(page.Candidates);
            page.Page.Propensities.Should().Equal(Enumerable.Range(0, PagePolicy.PageSize).Select(above => 1f / (FeedService.CandidateCount - above)));
        }
    }

    [Fact]
    public void Serve_SameSeed_GivesTheSamePages()
        => Serve().Select(page => (page.Id, page.WatchTime)).Should().Equal(Serve().Select(page => (page.Id, page.WatchTime)));

    [Fact]
    public void Serve_Sessions_BeginInThePeriodAndGoOnFromPageToPage()
    {
        foreach (var session in Serve().GroupBy(page => page.Session))
        {
            session.First().Shown.Clock.Should().BeOnOrAfter(Days.Start).And.BeBefore(Days.End);
            session.First().Shown.Step.Should().Be(0);
            foreach (var (page, next) in session.Zip(session.Skip(1)))
                next.Shown.Step.Should().Be(page.Shown.Step + page.Responses.Count(response => response is not null));
        }
    }

    [Fact]
    public void FeedLog_Page_HasARowForEachPositionWithTheCandidatesThatAreLeft()
    {
        var ml = new MLContext(1);
        var pages = Serve();

        var rows = ml.Data.CreateEnumerable<PageRow>(FeedLog.Of(ml, new(Environment, Features), pages).Rows, reuseRowObject: false).ToArray();

        rows.Should().HaveCount(PagePolicy.PageSize * pages.Count);
        foreach (var (page, shown) in pages.Zip(rows.Chunk(PagePolicy.PageSize)))
        {
            shown.Select(row => (row.Request, row.Position)).Should().Equal(Enumerable.Range(1, PagePolicy.PageSize).Select(position => (page.Id, position)));
            shown.Should().OnlyContain(row => row.Eligible.Contains(row.Video) && row.Eligible.Length == FeedService.CandidateCount + 1 - row.Position);
            shown[1].Eligible.Should().NotContain(shown[0].Video);
            shown.Sum(row => (double)row.WatchTime).Should().BeApproximately(page.WatchTime, 1e-3);
        }
    }

    [Fact]
    public void Split_Log_KeepsSessionsWholeAndInOrder()
    {
        var ml = new MLContext(1);
        var videos = new FeedCatalog(Environment, Features);

        var (first, last) = FeedLog.Of(ml, videos, Serve()).Split(ml, videos, 0.7);

        first.Pages.Select(page => page.Session).Should().NotIntersectWith(last.Pages.Select(page => page.Session));
        var starts = first.Pages.GroupBy(page => page.Session).Select(session => session.First().Shown.Clock);
        starts.Max().Should().BeBefore(last.Pages.GroupBy(page => page.Session).Min(session => session.First().Shown.Clock));
        (first.Pages.Count + last.Pages.Count).Should().Be(Serve().Count);
    }

    /// <summary>The mean watch time of uniform pages that were served is an estimate of their true value.</summary>
    [Fact]
    public void TrueValue_UniformPages_IsWhatTheyEarn()
    {
        var pages = Serve();
        var served = pages.Select(page => page.WatchTime).ToArray();

        var value = TrueValue.Of(Environment, new UniformPages(), pages);

        var variance = served.Sum(watch => (watch - served.Average()) * (watch - served.Average())) / (served.Length - 1);
        served.Average().Should().BeApproximately(value.WatchTime, 4 * Math.Sqrt(variance / served.Length + value.StandardError * value.StandardError));
    }

    private static List<ServedPage> Serve() => [.. new FeedService(Environment, Features, seed: 1).Serve(new UniformPages(), Days)];
}
