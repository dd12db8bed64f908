using AbTest;
using AbTest.Experiment;
using AbTest.Reports;
using Microsoft.ML.ReinforcementRanking.Tests.Reports;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Runs the sample with 120 users, which takes seconds. Its results have no meaning.</summary>
public sealed class AbTestJobTests(AbTestJobTests.Fixture fixture) : IClassFixture<AbTestJobTests.Fixture>
{
    [Fact]
    public void Run_FewUsers_ComparesEveryArmOnAPageOfItsOwn()
    {
        var result = fixture.Result;

        result.Control.Name.Should().Be("boosted trees");
        string[] arms = [.. result.Treatments.Select(arm => arm.Name)];
        arms.Should().Equal("RCPO", "Interaction-AC", "TSCAC");
        result.Treatments.Prepend(result.Control).SelectMany(arm => arm.Days.Select(day => day.UserId).Distinct()).Should()
            .HaveCount(120).And.OnlyHaveUniqueItems("a user meets one arm");
        result.Curves.Select(curve => (curve.Arm, curve.Response)).Should().Equal(arms.SelectMany(arm => Response.All.Select(response => (arm, response))));
        result.Curves.Should().OnlyContain(curve => curve.Days.Count == 3);

        var page = File.ReadAllText(fixture.Page);
        (page.Contains("plotly.js v", StringComparison.Ordinal), page.Contains("<script src=", StringComparison.Ordinal)).Should()
            .Be((true, false), "the script is inside");
        page.Should().Contain("<h1>").And.Contain("Lift over boosted trees after 3 days").And.Contain("\"Interaction-AC\"");
        foreach (var arm in arms)
            page.Should().Contain($"\"name\":\"{arm}\"").And.Contain($"\"name\":\"{arm}, one day\"").And.Contain($"{arm} over boosted trees");
        foreach (var response in Response.All)
            page.Should().Contain($"<td>{response.Name}</td>").And.Contain($"<figcaption>{response.Name}</figcaption>");
        Conclusion.Of(result).Should().MatchRegex("won|leads");
    }

    [SkippableFact]
    public async Task Page_OfFewUsers_DrawsWithoutErrorsAndRequestsAndFitsAPhone()
        => (await BrowsedPage.Check(fixture.Page)).Should().Be("A simulated A/B test");

    /// <summary>Holds a run, which both tests read.</summary>
    public sealed class Fixture : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("ab-test-").FullName;

        public Fixture() => Result = Job.Run(new Arguments { Users = 120, Days = 3, Output = _folder });

        internal TestResult Result { get; }

        internal string Page => Path.Combine(_folder, "abtest.html");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
