using Feed;
using Feed.Serving;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Runs the sample with 100 users, which takes seconds. Its estimates have no meaning.</summary>
public sealed class FeedJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("feed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_FewUsers_TrainsAndServesTwoRoundsWithTheCatalogOfEachDay()
    {
        var rounds = Job.Run(new Arguments { Users = 100, Output = _folder });

        rounds.Select(round => round.Number).Should().Equal(1, 2);
        rounds.Should().OnlyContain(round => round.Metrics.Responses[0].Page != null && round.TrueValue.WatchTime > 0);
        Directory.GetFiles(_folder).Select(Path.GetFileName).Should().BeEquivalentTo("round-1.zip", "round-2.zip");
        foreach (var page in rounds.SelectMany(round => round.Served))
        {
            page.Page.Videos.Should().HaveCount(PagePolicy.PageSize).And.OnlyHaveUniqueItems().And.BeSubsetOf(page.Candidates);
            page.Page.Propensities.Should().OnlyContain(propensity => propensity > 0 && propensity <= 1);
        }
    }
}
