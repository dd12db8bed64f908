using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class ListTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void EvaluateLists_TwoRequests_IsTheFormulas()
    {
        // By score, the relevances are 0, 2, 1 and 1, 0, and the items a, b, c and a, d.
        Row[] rows =
        [
            new(0, score: 1, relevance: 1, "c", [1, 1]), new(0, score: 3, relevance: 0, "a", [1, 0]), new(0, score: 2, relevance: 2, "b", [0, 2]),
            new(1, score: 5, relevance: 1, "a", [1, 0]), new(1, score: 4, relevance: 0, "d", [-3, 0]),
        ];

        var metrics = Evaluate(rows, new()
        { Cutoffs = [1, 2, 3], ActionColumnName = "Item", CatalogSize = 10, FeatureColumnName = "Features", NumberOfBootstrapSamples = 0 });

        metrics.Should().BeEquivalentTo(new { RowCount = 5, RequestCount = 2, RelevantRequestCount = 2, ClusterCount = 2, CatalogSize = 10 });
        metrics.MeanReciprocalRank.Value.Should().BeApproximately((1 / 2.0 + 1) / 2, Tolerance);
        var ideal = 3 + 1 / Math.Log2(3);
        metrics.Cutoffs.Select(cutoff => cutoff.Ndcg.Value).Should().Equal(
            [(0 + 1) / 2.0, (3 / Math.Log2(3) / ideal + 1) / 2, ((3 / Math.Log2(3) + 1 / Math.Log2(4)) / ideal + 1) / 2], Close);
        metrics.Cutoffs.Select(cutoff => cutoff.HitRate.Value).Should().Equal([0.5, 1, 1], Close);
        metrics.Cutoffs.Select(cutoff => cutoff.CatalogCoverage!.Value).Should().Equal([0.1, 0.3, 0.4], Close);
        metrics.Cutoffs[0].IntraListDiversity!.Value.Should().Be(double.NaN, "one row has no pair");
        metrics.Cutoffs[1].IntraListDiversity!.Value.Should().BeApproximately((1 + 2) / 2.0, Tolerance);
        metrics.Cutoffs[2].IntraListDiversity!.Value.Should().BeApproximately((1 - Math.Sqrt(0.5) * 2 / 3 + 2) / 2, Tolerance);
        metrics.MeanReciprocalRank.LowerBound.Should().Be(double.NaN);

        static bool Close(double value, double expected) => Math.Abs(value - expected) < Tolerance;
    }

    [Fact]
    public void EvaluateLists_BinaryRelevance_AgreesWithTheEvaluatorOfMLNet()
    {
        var random = new Random(2);
        Row[] rows =
        [
            .. Enumerable.Range(0, 100).SelectMany(request => Enumerable.Range(0, 6).Select(place =>
                new Row(request, random.NextSingle(), place == 0 || random.Next(3) == 0 ? 1 : 0, "a", [1, 0]))),
        ];

        var metrics = Evaluate(rows, new() { Cutoffs = [1, 2, 3] });

        var theirs = ScoredLog.Context.Ranking.Evaluate(ScoredLog.View(rows), "Relevance", "Request", "Score");
        metrics.Cutoffs.Zip(theirs.NormalizedDiscountedCumulativeGains).Should()
            .OnlyContain(pair => Math.Abs(pair.First.Ndcg.Value - pair.Second) < Tolerance);
    }

    [Fact]
    public void EvaluateLists_EqualScores_AreOrderedAtRandomBySeed()
    {
        Row[] rows =
        [
            .. Enumerable.Range(0, 400).SelectMany(request => Enumerable.Range(0, 4).Select(place =>
                new Row(request, 1, place == 0 ? 1 : 0, "a", [1, 0]))),
        ];

        var metrics = Evaluate(rows, new() { Cutoffs = [1], Seed = 3 });

        // Binomial(400, 1/4): a standard deviation of 0.022.
        metrics.Cutoffs[0].HitRate.Value.Should().BeInRange(0.25 - 0.087, 0.25 + 0.087);
        Evaluate(rows, new() { Cutoffs = [1], Seed = 3 }).Should().BeEquivalentTo(metrics);
        Evaluate(rows, new() { Cutoffs = [1], Seed = 4 }).Cutoffs[0].HitRate.Value.Should().NotBe(metrics.Cutoffs[0].HitRate.Value);
    }

    [Fact]
    public void EvaluateLists_ScoreIsNaN_ComesLast()
        => Evaluate([new(0, float.NaN, 1, "new", [1, 0]), new(0, -5, 0, "a", [1, 0])], new()).MeanReciprocalRank.Value.Should().Be(0.5);

    [Fact]
    public void EvaluateLists_RequestWithoutRelevantRow_CountsForCoverageAlone()
    {
        var metrics = Evaluate([new(0, 2, 1, "a", [1, 0]), new(1, 1, 0, "b", [1, 0])], new() { Cutoffs = [1], ActionColumnName = "Item" });

        metrics.RelevantRequestCount.Should().Be(1);
        (metrics.MeanReciprocalRank.Value, metrics.Cutoffs[0].Ndcg.Value, metrics.Cutoffs[0].HitRate.Value).Should().Be((1, 1, 1));
        metrics.Cutoffs[0].CatalogCoverage!.Value.Should().Be(1);
        Evaluate([new(1, 1, 0, "b", [1, 0])], new()).MeanReciprocalRank.Value.Should().Be(double.NaN);
    }

    [Fact]
    public void EvaluateLists_UsersWithEqualRequests_IntervalsOfUsersCoverTheTruth()
    {
        double[] chances = [0.4, 0.3, 0.15, 0.1, 0.05];
        var truth = (
            ReciprocalRank: chances.Select((chance, place) => chance / (place + 1)).Sum(),
            Ndcg: chances.Select((chance, place) => chance / Math.Log2(place + 2)).Sum(),
            Hit: chances[0] + chances[1],
            Coverage: 1 - Math.Pow(1 - 1 / 40.0, 60));
        var logs = Enumerable.Range(1, 200).Select(seed => Evaluate(Log(seed, chances), new()
        { Cutoffs = [1, 2, 5], ActionColumnName = "Item", CatalogSize = 40, ClusterColumnName = "User", Seed = seed })).ToArray();

        Covers(metrics => metrics.MeanReciprocalRank, truth.ReciprocalRank);
        Covers(metrics => metrics.Cutoffs[2].Ndcg, truth.Ndcg);
        Covers(metrics => metrics.Cutoffs[1].HitRate, truth.Hit);
        // The jackknife variance is too large on average (Efron and Stein, 1981), so these intervals may contain the truth more often.
        Covers(metrics => metrics.Cutoffs[0].CatalogCoverage!, truth.Coverage, most: 200);
        var (users, requests) = (logs[0].MeanReciprocalRank, Evaluate(Log(1, chances), new() { Seed = 1 }).MeanReciprocalRank);
        (users.UpperBound - users.LowerBound).Should().BeGreaterThan(1.2 * (requests.UpperBound - requests.LowerBound), "it is √2 times as wide");

        // Binomial(200, 0.95) has the mean 190 and the standard deviation 3.1.
        void Covers(Func<ListMetrics, ListEstimate> metric, double value, int most = 198) =>
            logs.Count(log => metric(log).LowerBound <= value && value <= metric(log).UpperBound).Should().BeInRange(180, most);
    }

    [Fact]
    public void ToString_AllMetrics_IsATable() => Evaluate(
        [new(0, 2, 1, "a", [1, 0]), new(0, 1, 0, "b", [0, 1])],
        new() { Cutoffs = [2], ActionColumnName = "Item", FeatureColumnName = "Features", NumberOfBootstrapSamples = 0 }).ToString().Should().Be(
        """
        2 rows, 1 requests (1 with a relevant row), 1 clusters, 2 items

        metric                  value  95% interval
        MRR                     1      -
        NDCG@2                  1      -
        hit rate@2              1      -
        catalog coverage@2      1      -
        intra-list diversity@2  1      -
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void EvaluateLists_BadValues_NameColumnRowValueAndRemedy()
    {
        Fails(row => row.Relevance = float.NaN,
            "*Row 1 (*), relevance column 'Relevance': the value is NaN, but it must be at least 0 and at most 30. *grade*");
        Fails(row => row.Relevance = 120, "*Row 1 (*), relevance column 'Relevance': the value is 120, but it must be at least 0 and at most 30. *grade*");
        Fails(row => row.Score = float.PositiveInfinity, "*Row 1 (*), score column 'Score': the value is *, but it must be a finite number, or NaN*");
        Fails(row => row.User = 7, "*Row 1 (*), cluster column 'User': other rows of the request have another cluster. Give all rows*");
        Fails(row => row.Features = [float.NaN, 0], "*Row 1 (*), features column 'Features': slot 0 is NaN, but it must be finite*");
        Fails(row => row.Item = "", "*Row 1 (*), action column 'Item': the value is empty text, which means a missing value.*");
        Fails(row => row.Request = 1, "*Row 2 (*), request column 'Request': other requests stand between this row and earlier rows of its request. *");

        static void Fails(Action<Row> spoil, string message)
        {
            Row[] rows = [new(0, 2, 1, "a", [1, 0]), new(0, 1, 0, "b", [0, 1]), new(0, 1, 0, "b", [0, 1])];
            spoil(rows[1]);
            var evaluate = () => Evaluate(rows, new() { ActionColumnName = "Item", FeatureColumnName = "Features", ClusterColumnName = "User" });
            evaluate.Should().Throw<InvalidOperationException>().WithMessage(message);
        }
    }

    [Fact]
    public void EvaluateLists_SmallerConfidenceLevel_HasNarrowerIntervals()
    {
        var rows = Log(1, [0.4, 0.6]);

        var (wide, narrow) = (Evaluate(rows, new() { Seed = 1 }), Evaluate(rows, new() { ConfidenceLevel = 0.5, Seed = 1 }));

        narrow.MeanReciprocalRank.Value.Should().Be(wide.MeanReciprocalRank.Value);
        narrow.MeanReciprocalRank.LowerBound.Should().BeGreaterThan(wide.MeanReciprocalRank.LowerBound);
        narrow.MeanReciprocalRank.UpperBound.Should().BeLessThan(wide.MeanReciprocalRank.UpperBound);
        narrow.ToString().Should().Contain("50% interval");
    }

    [Fact]
    public void EvaluateLists_OptionsOutOfRange_AreListedInOneMessage()
    {
        var evaluate = () => Evaluate([new(0, 2, 1, "a", [1, 0])], new()
        { Cutoffs = [5, 0], CatalogSize = 0, ConfidenceLevel = 2, NumberOfBootstrapSamples = 7, ClusterColumnName = " " });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options").WithMessage(
            "*Cutoffs must be a list of different lengths of at least 1, but was [5, 0]. "
            + "ClusterColumnName must be null or a column name, but was ' '. CatalogSize must be null or at least 1, but was 0. "
            + "ConfidenceLevel must be above 0 and below 1, but was 2. NumberOfBootstrapSamples must be 0 (no intervals) or at least 100, but was 7. *");
    }

    [Fact]
    public void EvaluateLists_OptionsWithoutEffectOrBeyondTheirBounds_AreRefused()
    {
        Refused(new() { CatalogSize = 5 }, "*CatalogSize must be left at its default (null) without an ActionColumnName, but was 5.*");
        Refused(new() { NumberOfBootstrapSamples = 0, ConfidenceLevel = 0.9 }, "*ConfidenceLevel must be left at its default (0.95) with *, but was 0.9.*");
        Refused(new() { NumberOfBootstrapSamples = 99 }, "*NumberOfBootstrapSamples must be 0 (no intervals) or at least 100, but was 99.*");
        Refused(new() { NumberOfBootstrapSamples = 1_000_001 }, "*NumberOfBootstrapSamples must be at most 1000000, but was 1000001.*");
        Refused(new() { ActionColumnName = " " }, "*ActionColumnName must be null or a column name, but was ' '.*");
        Refused(new() { FeatureColumnName = "" }, "*FeatureColumnName must be null or a column name, but was ''.*");
        Refused(new() { ConfidenceLevel = 1 }, "*ConfidenceLevel must be above 0 and below 1, but was 1.*");
        Refused(new() { Cutoffs = null! }, "*Cutoffs must be a list of different lengths of at least 1, but was null.*");
        Refused(new() { Cutoffs = [] }, "*Cutoffs must be a list of different lengths of at least 1, but was [].*");
        Refused(new() { Cutoffs = [2, 2] }, "*Cutoffs must be a list of different lengths of at least 1, but was [2, 2].*");
        Refused(new() { Cutoffs = [1, 1_000_001] }, "*Cutoffs must be at most 1000000, but was 1000001.*");
        Refused(new() { Cutoffs = [.. Enumerable.Range(1, 101)] }, "*Cutoffs must be a list of at most 100 elements, but was 101 elements.*");

        static void Refused(ListEvaluationOptions options, string message) => FluentActions.Invoking(() => Evaluate([new(0, 2, 1, "a", [1, 0])], options))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void EvaluateLists_OptionsAtTheirBounds_AreAccepted()
    {
        Row[] rows = [new(0, 2, 30, "a", [1, 0]), new(0, 1, 0, "b", [1, 0]), new(1, 1, 1, "b", [1, 0])];

        Evaluate(rows, new() { Cutoffs = [.. Enumerable.Range(1, 99), 1_000_000], NumberOfBootstrapSamples = 100 }).Cutoffs[^1].Ndcg.Value.Should().Be(1);
        Evaluate(rows, new() { ActionColumnName = "Item", CatalogSize = 2 }).Cutoffs[0].CatalogCoverage!.Value.Should().Be(1);
        Evaluate(rows, new()).Cutoffs.Select(cutoff => cutoff.Cutoff).Should().Equal([1, 5, 10], "these are the default");
    }

    [Fact]
    public void EvaluateLists_FeaturesOfZero_HaveACosineOfZero()
    {
        var metrics = Evaluate([new(0, 3, 1, "a", [2, 0]), new(0, 2, 1, "b", [0, 0]), new(0, 1, 1, "c", [3, 0])], new()
        { Cutoffs = [2, 3], FeatureColumnName = "Features" });

        metrics.Cutoffs[0].IntraListDiversity!.Value.Should().Be(1);
        metrics.Cutoffs[1].IntraListDiversity!.Value.Should().BeApproximately(1 - 1 / 3.0, Tolerance, "one of three pairs has a cosine of 1");
    }

    [Fact]
    public void ItemCoverage_WithoutAUnit_LacksWhatOnlyThatUnitShows()
    {
        var coverage = new ItemCoverage();
        coverage.Add(0, [1, 2]);
        coverage.Add(1, [2, 3]);
        coverage.Add(2, [3]);
        coverage.Add(0, [1]);

        coverage.Share(10).Should().Be(3 / 10.0);
        coverage.LeaveOneOut(4, 10).Should().Equal(2 / 10.0, 3 / 10.0, 3 / 10.0, 3 / 10.0);
    }

    [Fact]
    public void EvaluateLists_CatalogSmallerThanItsItems_IsAnError()
    {
        var evaluate = () => Evaluate([new(0, 2, 1, "a", [1, 0]), new(0, 1, 1, "b", [1, 0])], new() { ActionColumnName = "Item", CatalogSize = 1 });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*Column 'Item' has 2 different items, more than the CatalogSize of 1.*");
    }

    [Fact]
    public void EvaluateLists_ColumnMissing_NamesRoleColumnAndRemedy()
    {
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateLists(ScoredLog.View([new Row(0, 2, 1, "a", [1, 0])]), "Nowhere");

        evaluate.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*Could not find the request column 'Nowhere'.*Name the column of the request that a row is a candidate of*");
    }

    private static ListMetrics Evaluate(Row[] rows, ListEvaluationOptions options) =>
        ScoredLog.Context.Ranking.EvaluateLists(ScoredLog.View(rows), "Request", options: options);

    /// <summary>
    /// Creates 60 users with two equal requests each. A request has one relevant row, whose place is random, and shows one of 40 items first.
    /// </summary>
    private static Row[] Log(int seed, double[] chances)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, 60).SelectMany(user =>
            {
                var (draw, first) = (random.NextDouble(), random.Next(40));
                var relevant = Array.FindIndex(chances, chance => (draw -= chance) < 0);
                return Enumerable.Range(0, 2).SelectMany(copy => chances.Select((_, place) =>
                    new Row(2 * user + copy, -place, place == relevant ? 1 : 0, $"{(first + place) % 40}", [1, 0]) { User = user }));
            }),
        ];
    }

    private sealed class Row(int request, float score, float relevance, string item, float[] features)
    {
        [KeyType(1000)]
        public uint Request { get; set; } = (uint)request;

        public int User { get; set; } = request;

        public float Score { get; set; } = score;

        public float Relevance { get; set; } = relevance;

        public string Item { get; set; } = item;

        [VectorType(2)]
        public float[] Features { get; set; } = features;
    }
}
