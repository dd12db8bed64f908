using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class PageTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Page_TwoPages_IsTheFormulas()
    {
        var page = EvaluateTwoPages().Responses[0].Page!;

        page.LoggedMean.Should().Be((11 + 22) / 2.0);
        Is(page.PageIps, (6 * 11 + 2 * 22) / 2.0);
        Is(page.SelfNormalizedPageIps, (6 * 11 + 2 * 22) / 8.0);
        Is(page.RewardInteractionIps, (2 * 1 + 6 * 10 + 0.5 * 2 + 2 * 20) / 2.0);
        Is(page.SelfNormalizedRewardInteractionIps, (2 * 1 + 0.5 * 2) / 2.5 + (6 * 10 + 2 * 20) / 8.0);
        Is(page.IndependentIps, (2 * 1 + 1.5 * 10 + 0.5 * 2 + 2.5 * 20) / 2.0);
        Is(page.SelfNormalizedIndependentIps, (2 * 1 + 0.5 * 2) / 2.5 + (1.5 * 10 + 2.5 * 20) / 4.0);
        Is(page.DirectMethod, 5);
        Is(page.CascadeDoublyRobust, (5 + 2 * (1 - 6) + 2 * 7 + 6 * (10 - 8) + 5 + 0.5 * (2 - 4) + 0.5 * 3 + 2 * (20 - 9)) / 2.0);
        Is(page.SelfNormalizedCascadeDoublyRobust,
            (2 * (1 - 6) + 0.5 * (2 - 4)) / 2.5 + 5 + (6 * (10 - 8) + 2 * (20 - 9)) / 8.0 + (2 * 7 + 0.5 * 3) / 2.5);
        page.Estimates.Should().HaveCount(9);
        page.PageIps.Lift.Should().BeApproximately(55 / 16.5 - 1, Tolerance);
    }

    [Fact]
    public void PageWeights_TwoPages_DescribeTheProducts()
    {
        EvaluateTwoPages().PageWeights.Should().BeEquivalentTo(new
        {
            PageCount = 2,
            EffectivePageCount = 8.0 * 8 / (36 + 4),
            LargestWeightShare = 6 / 8.0,
            MeanWeight = 4.0,
            MaximumWeight = 6.0,
            MeanPositionWeight = 6.5 / 4,
            EffectivePositionSampleSize = 6.5 * 6.5 / (4 + 2.25 + 0.25 + 6.25),
        });
    }

    [Fact]
    public void PageWeights_NoProbabilitiesOfPositions_HaveNoWeightsOfPositions()
    {
        OffPolicyOptions options = new() { RequestColumnName = "Request", PositionColumnName = "Position", NumberOfBootstrapSamples = 0 };
        var metrics = ScoredLog.Context.Ranking.EvaluateOffPolicy(ScoredLog.View(new PageWorld(PageInteraction.None).Log(5, seed: 2)), ["Reward"],
            options: options);

        (metrics.PageWeights!.MeanPositionWeight, metrics.PageWeights.EffectivePositionSampleSize).Should().Be((null, null));
        metrics.ToString().Should().NotContain("weights of items at their positions");
    }

    [Fact]
    public void PageWeights_OneItem_AreItsWeights()
    {
        var pages = PageLog.Evaluate([Row("a", 1, weight: 2, reward: 1, positionWeight: 4)], new() { NumberOfBootstrapSamples = 0 }).PageWeights!;

        (pages.PageCount, pages.MeanWeight, pages.MeanPositionWeight, pages.EffectivePositionSampleSize).Should().Be((1, 2, 4, 1));
    }

    [Fact]
    public void ToString_TwoPages_SaysTheShareOfPagesThatCount()
        // The effective number of pages is 64 / 40 of 2.
        => EvaluateTwoPages().ToString().Should().Contain("value of a page, 2 pages: effective sample size 1.6 pages (80%), products of weights: mean 4, "
            + "largest 6 (75% of all weight)");

    [Fact]
    public void Page_PagesOfDifferentLength_EndedPagesKeepTheirWeightAndEarnNothing()
    {
        PageWorld.Row[] rows =
        [
            Row("a", 1, weight: 2, reward: 1, positionWeight: 2),
            Row("b", 1, weight: 0.5, reward: 2, positionWeight: 0.5), Row("b", 2, weight: 4, reward: 20, positionWeight: 3),
        ];

        var page = PageLog.Evaluate(rows, new() { NumberOfBootstrapSamples = 0 }).Responses[0].Page!;

        Is(page.RewardInteractionIps, (2 * 1 + 0.5 * 2 + 2 * 20) / 2.0);
        Is(page.SelfNormalizedRewardInteractionIps, (2 * 1 + 0.5 * 2) / 2.5 + 2 * 20 / (2 + 2.0));
        Is(page.SelfNormalizedIndependentIps, (2 * 1 + 0.5 * 2) / 2.5 + 3 * 20 / (2 + 3.0));
        page.DirectMethod.Should().BeNull();
        page.CascadeDoublyRobust.Should().BeNull();
    }

    [Theory]
    [InlineData(OffPolicyInterval.Bootstrap)]
    [InlineData(OffPolicyInterval.StudentizedBootstrap)]
    [InlineData(OffPolicyInterval.EmpiricalBernstein)]
    public void Page_PagesOfOneItem_EqualTheEstimatesOfRows(OffPolicyInterval interval)
    {
        var rows = new PageWorld(PageInteraction.None).Log(60, seed: 2).Where(row => row.Position == 1).ToArray();
        OffPolicyOptions Options() => new OffPolicyOptions
        {
            Interval = interval,
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
        }.WithBootstrap(200, seed: 7);

        var metrics = PageLog.Evaluate(rows, Options());
        var ofRows = ScoredLog.Evaluate(rows, Options());

        var (page, row) = (metrics.Responses[0].Page!, ofRows.Responses[0]);
        page.LoggedMean.Should().BeApproximately(row.LoggedMean, Tolerance);
        foreach (var estimate in new[] { page.PageIps, page.RewardInteractionIps, page.IndependentIps })
            Equal(estimate!, row.Ips);
        foreach (var estimate in new[] { page.SelfNormalizedPageIps, page.SelfNormalizedRewardInteractionIps, page.SelfNormalizedIndependentIps })
            Equal(estimate!, row.SelfNormalizedIps);
        Equal(page.DirectMethod!, row.DirectMethod!);
        Equal(page.CascadeDoublyRobust!, row.DoublyRobust!);
        Equal(page.SelfNormalizedCascadeDoublyRobust!, row.SelfNormalizedDoublyRobust!);
        metrics.Responses[0].Ips.Should().BeEquivalentTo(row.Ips, "estimates of rows do not depend on pages");
        metrics.PageWeights!.EffectivePageCount.Should().BeApproximately(ofRows.UncappedEffectiveSampleSize, 1e-9);
    }

    [Fact]
    public void Page_RowsOfAPageInAnotherOrder_GiveTheSameMetrics()
    {
        var rows = new PageWorld(PageInteraction.FromAbove).Log(50, seed: 2);
        var turned = rows.Chunk(2).SelectMany(page => page.Reverse()).ToArray();

        PageLog.Evaluate(turned, new() { Seed = 1 }).Should().BeEquivalentTo(PageLog.Evaluate(rows, new() { Seed = 1 }));
    }

    [Fact]
    public void Page_PositionsFromZero_GiveTheSameMetrics()
    {
        var (rows, fromZero) = (new PageWorld(PageInteraction.FromAbove).Log(50, seed: 2), new PageWorld(PageInteraction.FromAbove).Log(50, seed: 2));
        foreach (var row in fromZero)
            row.Position--;

        PageLog.Evaluate(fromZero, new() { Seed = 1 }).Should().BeEquivalentTo(PageLog.Evaluate(rows, new() { Seed = 1 }));
    }

    [Fact]
    public void Page_SessionsOfTwoPages_AreResampledAsWholes()
    {
        // Both pages of a session are equal, so the interval is that of half as many independent pages.
        var pages = new PageWorld(PageInteraction.FromAbove).Log(200, seed: 2).Chunk(2).ToArray();
        PageWorld.Row[] twice =
        [
            .. pages.SelectMany((page, number) => Enumerable.Range(0, 2).SelectMany(copy => page.Select(row => Copy(row, $"{number}.{copy}", number)))),
        ];

        var metrics = PageLog.Evaluate(twice, new() { Seed = 1 });
        var ofPages = PageLog.Evaluate(twice, new() { Seed = 1 }, session: null);

        (metrics.SessionCount, ofPages.SessionCount, metrics.PageWeights!.PageCount).Should().Be((200, 400, 400));
        Width(metrics).Should().BeGreaterThan(1.2 * Width(ofPages), "it is √2 times as wide");

        static double Width(OffPolicyMetrics metrics) => metrics.Responses[0].Page!.PageIps.UpperBound - metrics.Responses[0].Page!.PageIps.LowerBound;
    }

    [Fact]
    public void Page_HalfSamples_WidenTheIntervalsOfPages()
    {
        var rows = new PageWorld(PageInteraction.FromAbove).Log(100, seed: 2).Select((row, number) => new HalvedRow
        {
            Request = row.Request,
            GroupId = row.GroupId,
            Position = row.Position,
            Probability = row.Probability,
            Propensity = row.Propensity,
            Reward = row.Reward,
            // Sessions fall into halves, and the propensities of a half are wrong by a factor of its own.
            Halves = [.. Enumerable.Range(0, 20).Select(half => (row.GroupId * 7 + half * half + row.GroupId / 3 * half) % 2 == 0
                ? (float)(row.Propensity * (1 - 0.02 * half)) : float.NaN)],
        }).ToArray();
        OffPolicyMetrics Evaluate(string? halves) => ScoredLog.Evaluate(rows, new()
        { RequestColumnName = "Request", PositionColumnName = "Position", PropensityHalfSamplesColumnName = halves, Seed = 1 });

        var (known, estimated) = (Evaluate(null).Responses[0].Page!.PageIps, Evaluate("Halves").Responses[0].Page!.PageIps);

        estimated.Value.Should().Be(known.Value);
        (estimated.UpperBound - estimated.LowerBound).Should().BeGreaterThan(1.2 * (known.UpperBound - known.LowerBound));
    }

    [Fact]
    public void Page_HalfOfAPageInAHalfSampleWithoutSessions_NamesThePage()
    {
        HalvedRow Row(int position, float last) => new()
        { Request = "a", Position = position, Probability = 0.5, Propensity = 0.5, Reward = 1, Halves = [.. Enumerable.Repeat(0.5f, 19), last] };
        OffPolicyOptions options = new() { RequestColumnName = "Request", PositionColumnName = "Position", PropensityHalfSamplesColumnName = "Halves" };
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateOffPolicy(
            ScoredLog.View([Row(1, 0.5f), Row(2, float.NaN)]), ["Reward"], rowGroupColumnName: null, options: options);

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*other rows of its page are on the other side of half-sample 19*");
    }

    [Fact]
    public void ToString_Pages_HasATableOfPages()
    {
        var text = PageLog.Evaluate(new PageWorld(PageInteraction.FromAbove).Log(100, seed: 2), new()
        { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"], Seed = 1 }).ToString();

        text.Should().MatchRegex(@"value of a page, 100 pages: effective sample size [\d.]+ pages \([\d.]+%\), products of weights: mean [\d.]+, largest ")
            .And.MatchRegex(@"weights of items at their positions: mean [\d.]+, effective sample size [\d.]+ rows");
        foreach (var label in new[] { "page IPS", "page IPS, normalized", "cascade IPS", "cascade IPS, normalized", "independent IPS",
            "independent IPS, normalized", "DM", "cascade DR", "cascade DR, normalized" })
            text.Should().MatchRegex($@"\s{label}  +[\d.]+ +[\d.]+ \.\. [\d.]+ +[+-]");
    }

    [Fact]
    public void Warnings_PositionProbabilitiesAreOff_NameTheMeanWeight()
    {
        var rows = new PageWorld(PageInteraction.None).Log(400, seed: 2);
        PageLog.Evaluate(rows, new() { Seed = 1 }).Warnings.Should().BeEmpty();
        foreach (var row in rows)
            row.PositionProbability /= 2;

        PageLog.Evaluate(rows, new() { Seed = 1 }).Warnings.Should().ContainSingle()
            .Which.Should().MatchRegex("The mean weight of items at their positions is 0.[45][0-9]*, where 1 is expected: independent estimates are off");
    }

    [Fact]
    public void Warnings_ModelIsOff_NameTheCascadeDoublyRobustInterval()
        => PageLog.Evaluate(new PageWorld(PageInteraction.None).Log(1000, seed: 2, modelError: 1), new()
        { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"], Seed = 1 }).Warnings.Should().ContainSingle()
            .Which.Should().MatchRegex("The model of 'Reward' is off: the direct method gives .*, outside the doubly robust interval");

    [Fact]
    public void Warnings_FewPagesDecide_NameTheEffectiveSampleSize()
    {
        var rows = Enumerable.Range(0, 100).SelectMany(page => Enumerable.Range(1, 4).Select(position =>
            Row($"p{page}", position, weight: page == 0 ? 8 : 0.9, reward: 1, positionWeight: 1, session: page))).ToArray();

        PageLog.Evaluate(rows, new() { Seed = 1, SensitivityWeightCaps = [] }).Warnings.Should().ContainMatch(
            "The effective sample size of whole pages is 1* of 100 pages (*, below 5*), the largest product of weights 4096: few pages decide the page IPS*");
    }

    /// <summary>Evaluates two pages whose numbers can be checked by hand.</summary>
    private static OffPolicyMetrics EvaluateTwoPages()
    {
        // The weights are 2, 3 and 0.5, 4 given the items above, and 2, 1.5 and 0.5, 2.5 at their positions.
        PageWorld.Row[] rows =
        [
            Row("a", 1, weight: 2, reward: 1, positionWeight: 2), Row("a", 2, weight: 3, reward: 10, positionWeight: 1.5),
            Row("b", 1, weight: 0.5, reward: 2, positionWeight: 0.5), Row("b", 2, weight: 4, reward: 20, positionWeight: 2.5),
        ];
        (rows[0].StateValue, rows[0].ActionValue, rows[1].StateValue, rows[1].ActionValue) = (5, 6, 7, 8);
        (rows[2].StateValue, rows[2].ActionValue, rows[3].StateValue, rows[3].ActionValue) = (5, 4, 3, 9);
        return PageLog.Evaluate(rows, new()
        {
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
            NumberOfBootstrapSamples = 0,
        });
    }

    private static void Is(OffPolicyEstimate? estimate, double expected) => estimate!.Value.Should().BeApproximately(expected, 1e-9);

    private static void Equal(OffPolicyEstimate estimate, OffPolicyEstimate expected) => estimate.Should().BeEquivalentTo(expected, options => options
        .Using<double>(context => context.Subject.Should().BeApproximately(context.Expectation, 1e-9)).WhenTypeIs<double>());

    private static PageWorld.Row Row(string request, int position, double weight, double reward, double positionWeight, int session = 0) => new()
    {
        Request = request,
        GroupId = session,
        Position = position,
        Reward = reward,
        Probability = weight / 32,
        Propensity = 1 / 32.0,
        PositionProbability = positionWeight / 32,
        PositionPropensity = 1 / 32.0,
    };

    private static PageWorld.Row Copy(PageWorld.Row row, string request, int session) => new()
    {
        Request = request,
        GroupId = session,
        Position = row.Position,
        Reward = row.Reward,
        Probability = row.Probability,
        Propensity = row.Propensity,
        PositionProbability = row.PositionProbability,
        PositionPropensity = row.PositionPropensity,
    };

    private sealed class HalvedRow
    {
        public string Request { get; set; } = "";

        public int GroupId { get; set; }

        public float Position { get; set; }

        public double Probability { get; set; }

        public double Propensity { get; set; }

        public double Reward { get; set; }

        [VectorType(20)]
        public float[] Halves { get; set; } = [];
    }
}
