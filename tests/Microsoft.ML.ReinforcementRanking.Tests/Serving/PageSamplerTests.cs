using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests the drawing of pages from logits, and the probabilities of items at positions, against sums over all pages.</summary>
public class PageSamplerTests
{
    /// <summary>The point that a chi-square variable of 5 degrees of freedom exceeds once in 1,000 times.</summary>
    private const double ChiSquareOfFive = 20.515;

    private static readonly float[] Logits = [0.3f, -1, 1.2f, 0, 0.7f];

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Draw_TwoOfThree_HasTheFrequenciesOfTheReportedProbabilities(double exploration)
    {
        const int Draws = 100_000;
        float[] logits = [0.5f, 0, -1];
        var counts = new Dictionary<(int, int), int>();
        for (var seed = 0; seed < Draws; seed++)
        {
            var page = PageSampler.Draw(logits, 2, seed, exploration);
            counts[(page[0], page[1])] = counts.GetValueOrDefault((page[0], page[1])) + 1;
        }

        counts.Keys.Should().BeEquivalentTo(PagesOf(3, 2).Select(page => (page[0], page[1])), "no item is on a page twice");
        var chiSquare = PagesOf(3, 2).Sum(page =>
        {
            var expected = Draws * Math.Exp(PageSampler.LogProbabilities(logits, page, exploration).Sum());
            return Math.Pow(counts[(page[0], page[1])] - expected, 2) / expected;
        });
        chiSquare.Should().BeLessThan(ChiSquareOfFive);
    }

    [Fact]
    public void LogProbabilities_OfAPage_AreSharesOfWhatIsLeft()
    {
        var weights = Array.ConvertAll(Logits, logit => Math.Exp(logit));

        PageSampler.LogProbabilities(Logits, [2, 4, 0]).Select(Math.Exp).Should().Equal(
            [weights[2] / weights.Sum(), weights[4] / (weights.Sum() - weights[2]), weights[0] / (weights[0] + weights[1] + weights[3])],
            (one, other) => Math.Abs(one - other) < 1e-12);
    }

    [Fact]
    public void LogProbabilities_WithExploration_AreMixturesWithWhatIsLeft()
    {
        int[] page = [2, 4, 0];
        var policy = PageSampler.LogProbabilities(Logits, page).Select(Math.Exp);

        PageSampler.LogProbabilities(Logits, page, exploration: 0.2).Select(Math.Exp).Should().Equal(
            policy.Select((probability, place) => 0.8 * probability + 0.2 / (5 - place)), (one, other) => Math.Abs(one - other) < 1e-12);
        PageSampler.LogProbabilities(Logits, page, exploration: 1).Should().Equal(
            [-Math.Log(5), -Math.Log(4), -Math.Log(3)], (one, other) => Math.Abs(one - other) < 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void LogProbabilities_OfAllPages_SumToOne(double exploration)
        => PagesOf(5, 3).Sum(page => Math.Exp(PageSampler.LogProbabilities(Logits, page, exploration).Sum())).Should().BeApproximately(1, 1e-12);

    [Fact]
    public void LogProbabilities_LogitsThatAreFarApart_AreFinite()
    {
        float[] logits = [5000, 0, -3000, 4000];

        PageSampler.Draw(logits, 4, seed: 3).Should().Equal(0, 3, 1, 2);
        PageSampler.LogProbabilities(logits, [0, 3, 1, 2]).Should().Equal(0, 0, 0, 0);
        PageSampler.LogProbabilities(logits, [1, 0]).Should().Equal(-5000, 0);
    }

    [Fact]
    public void Draw_FewerPositions_IsTheTopOfThePage()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            PageSampler.Draw(Logits, 2, seed).Should().Equal(PageSampler.Draw(Logits, 4, seed)[..2]);
            PageSampler.Draw(Logits, 2, seed, exploration: 0.5).Should().Equal(PageSampler.Draw(Logits, 4, seed, exploration: 0.5)[..2]);
        }
    }

    [Fact]
    public void Draw_WithExploration_FillsThePageOnce()
        => Enumerable.Range(0, 200).Select(seed => PageSampler.Draw(Logits, 9, seed, exploration: 0.7)).Should()
            .OnlyContain(page => page.Order().SequenceEqual(new[] { 0, 1, 2, 3, 4 }));

    [Fact]
    public void Draw_MoreThanThereIs_ReturnsAllItems() => PageSampler.Draw(Logits, 9, seed: 1).Should().BeEquivalentTo([0, 1, 2, 3, 4]);

    [Fact]
    public void Of_FirstTwoPositions_AreTheSumsOverAllPages()
    {
        foreach (var page in PagesOf(5, 2))
        {
            var marginals = new PositionMarginals(Logits).Of(page, PositionMarginals.FewestDraws, seed: 1);

            marginals.Select(marginal => marginal.Probability).Should().Equal(Enumerated(Logits, page), (one, other) => Math.Abs(one - other) < 1e-12);
            marginals.Should().OnlyContain(marginal => marginal.StandardError == 0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(40)]
    public void Of_LaterPositions_AreNearTheSumsOverAllPages(float scale)
    {
        var logits = Array.ConvertAll(Logits, logit => scale * logit);
        foreach (var page in new int[][] { [0, 1, 2, 3], [2, 4, 0, 3], [3, 1, 4, 0] })
        {
            var marginals = new PositionMarginals(logits).Of(page, PositionMarginals.FewestDraws, seed: 2);

            foreach (var ((probability, standardError), expected) in marginals.Zip(Enumerated(logits, page)))
            {
                standardError.Should().BeLessThan(0.005);
                // An event that is rarer than the draws can see has no spread in them.
                probability.Should().BeApproximately(expected, 4 * standardError + 2e-4);
            }
        }
    }

    [Fact]
    public void Of_ItemsAtOnePosition_SumToOne()
    {
        var sum = Enumerable.Range(0, 5).Sum(item =>
        {
            var above = Enumerable.Range(0, 5).Where(other => other != item).Take(2);
            return new PositionMarginals(Logits).Of([.. above, item], PositionMarginals.FewestDraws, seed: 5)[2].Probability;
        });

        sum.Should().BeApproximately(1, 1e-9, "all items see the same pages");
    }

    [Fact]
    public void Of_LogitsThatAreFarApart_AreFinite()
    {
        float[] logits = [5000, 0, -3000, 4000, 3999.5f];

        var marginals = new PositionMarginals(logits).Of([0, 3, 4, 1, 2], PositionMarginals.FewestDraws, seed: 1);

        marginals.Select(marginal => marginal.Probability).Should()
            .Equal([1, 1 / (1 + Math.Exp(-0.5)), 1 / (1 + Math.Exp(-0.5)), 1, 1], (one, other) => Math.Abs(one - other) < 0.02);
    }

    private static double[] Enumerated(float[] logits, int[] page) =>
    [
        .. page.Select((item, position) => PagesOf(logits.Length, page.Length).Where(other => other[position] == item)
            .Sum(other => Math.Exp(PageSampler.LogProbabilities(logits, other).Sum()))),
    ];

    private static IEnumerable<int[]> PagesOf(int items, int count) => count == 0
        ? [[]]
        : PagesOf(items, count - 1).SelectMany(page => Enumerable.Range(0, items).Except(page).Select(item => (int[])[.. page, item]));
}
