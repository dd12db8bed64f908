using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class ProxyRankingTests
{
    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void RankProxies_FourUsers_IsTheFormulas()
    {
        // By the signal Click, the users with label 1 have means 0.5 and 1, and those with label 0 have 0.5 and 0: 3 of 4 pairs are right, and one is a tie.
        Row[] rows =
        [
            new("a", 1) { Click = 1 }, new("a", 1) { Click = 0 }, new("b", 1) { Click = 1 }, new("c", 0) { Click = 0.5f }, new("d", 0) { Click = 0 },
        ];

        var proxy = Rank(rows, ["Click"], new() { NumberOfBootstrapSamples = 0 }).Proxies.Should().ContainSingle().Subject;

        proxy.Auc.Should().BeApproximately((3 + 0.5) / 4, 1e-9);
        proxy.Association.Should().BeApproximately(0.75, 1e-9);
        // Ranks 1.5, 3, 1.5, 0 and 2.5, 2.5, 0.5, 0.5, both with the mean 1.5.
        proxy.Correlation.Should().BeApproximately((0 + 1.5 + 0 + 1.5) / Math.Sqrt(4.5 * 4), 1e-9);
        proxy.LowerBound.Should().Be(double.NaN);
    }

    [Fact]
    public void RankProxies_Sums_CountTheRowsOfAUser()
    {
        // The means are equal, and the sums are 3 and 1.
        Row[] rows = [new("a", 1) { Click = 1 }, new("a", 1) { Click = 1 }, new("a", 1) { Click = 1 }, new("b", 0) { Click = 1 }];

        Rank(rows, ["Click"], new() { NumberOfBootstrapSamples = 0 }).Proxies[0].Association.Should().Be(0);
        Rank(rows, ["Click"], new() { NumberOfBootstrapSamples = 0, Aggregation = ProxyAggregation.Sum }).Proxies[0].Association.Should().Be(1);
    }

    [Fact]
    public void RankProxies_LabelOfManyValues_IsSpearmansCorrelation()
    {
        Row[] rows = [.. Enumerable.Range(0, 6).Select(user => new Row($"u{user}", user * user) { Click = -user, Watch = user == 5 ? 3.5f : user })];

        var ranking = Rank(rows, ["Watch", "Click"], new() { NumberOfBootstrapSamples = 0 });

        ranking.Proxies[0].Should().BeEquivalentTo(new { ColumnName = "Click", Association = -1.0, Auc = (double?)null }, "a negative association counts, too");
        ranking.Proxies[1].Association.Should().BeApproximately(1 - (6.0 * 2) / (6 * 35), 1e-9, "two neighbors are exchanged");
    }

    [Fact]
    public void RankProxies_PlantedProxies_AreOrderedRightlyInMostWorlds()
    {
        // Watch is a closer measurement of what brings users back than Click is, and Like has nothing to do with it.
        var right = Enumerable.Range(0, 200).Count(seed =>
            Rank(World(seed, users: 1500), ["Like", "Click", "Watch"], new() { NumberOfBootstrapSamples = 0 }).Proxies
                .Select(proxy => proxy.ColumnName).SequenceEqual(["Watch", "Click", "Like"]));

        right.Should().BeGreaterThanOrEqualTo(190);
    }

    [Fact]
    public void RankProxies_PlantedProxies_RecommendsTheBestAndSeparatesTheOthers()
    {
        var ranking = Rank(World(seed: 1, users: 1500), ["Like", "Click", "Watch"], new());

        ranking.Recommended!.ColumnName.Should().Be("Watch");
        ranking.Proxies.Select(proxy => proxy.IsWorseThanFirst).Should().Equal(false, true, true);
        ranking.Proxies[2].LowerBound.Should().BeNegative();
        ranking.Proxies[2].UpperBound.Should().BePositive();
        ranking.Proxies.Should().OnlyContain(proxy => proxy.Association >= proxy.LowerBound && proxy.Association <= proxy.UpperBound);
        ranking.ToString().Split('\n').Where(line => line.EndsWith("worse than the first", StringComparison.Ordinal)).Select(line => line.Split(' ')[0])
            .Should().Equal("Click", "Like");
        ranking.ToString().Should().Contain("1500 users, 3 signals").And.EndWith("Optimize 'Watch'. It is better than every other signal beyond chance.");
    }

    [Fact]
    public void RankProxies_SignalsWithoutMeaning_AreRarelyRecommended()
    {
        // All three are noise. The nominal rate is 5 %, and three binomial standard deviations above it are 19 of 200.
        var recommended = Enumerable.Range(0, 200).Count(seed =>
        {
            var random = new Random(seed);
            Row[] rows = [.. Enumerable.Range(0, 300).Select(user => new Row($"u{user}", random.Next(2))
            { Click = random.NextSingle(), Like = random.NextSingle(), Watch = random.NextSingle() })];
            return Rank(rows, ["Like", "Click", "Watch"], new() { NumberOfBootstrapSamples = 200 }).Recommended is not null;
        });

        recommended.Should().BeLessThanOrEqualTo(19);
    }

    [Fact]
    public void RankProxies_CopyOfASignal_IsNoWorse()
    {
        var rows = World(seed: 2, users: 500);
        foreach (var row in rows)
            row.Click = row.Watch * 2;

        var ranking = Rank(rows, ["Click", "Watch"], new());

        ranking.Proxies.Select(proxy => proxy.Association).Distinct().Should().ContainSingle();
        ranking.Proxies.Should().OnlyContain(proxy => !proxy.IsWorseThanFirst);
        ranking.ToString().Should().EndWith("Chance may explain why it comes before 'Watch'.");
    }

    [Fact]
    public void RankProxies_DifferentLabelsOfAUser_NamesTheRow() => FluentActions.Invoking(() => Rank([new("a", 1), new("a", 0)], ["Click"], new())).Should()
        .Throw<InvalidOperationException>().WithMessage("*Row 1 *User 'a'*the label is 0, but earlier rows of the user have 1*");

    [Fact]
    public void RankProxies_OneLabel_Throws() => FluentActions.Invoking(() => Rank([new("a", 1), new("b", 1)], ["Click"], new())).Should()
        .Throw<InvalidOperationException>().WithMessage("*is 1 for all 2 users*");

    [Fact]
    public void RankProxies_MissingSignal_NamesTheRow() => FluentActions
        .Invoking(() => Rank([new("a", 1), new("b", 0) { Click = float.NaN }], ["Click"], new())).Should()
        .Throw<InvalidOperationException>().WithMessage("*Row 1 *signal column 'Click'*NaN*");

    [Fact]
    public void RankProxies_WrongOptions_ListsAllOfThem() => FluentActions.Invoking(() => Rank([], ["Click"],
        new() { Aggregation = (ProxyAggregation)7, ConfidenceLevel = 1, NumberOfBootstrapSamples = 5 })).Should().Throw<ArgumentOutOfRangeException>()
        .WithMessage("*Aggregation must be Mean or Sum, but was 7.*ConfidenceLevel must be above 0*NumberOfBootstrapSamples must be 0*");

    [Fact]
    public void RankProxies_OptionsWithoutEffectOrBeyondTheirBounds_AreRefused()
    {
        Refused(new() { NumberOfBootstrapSamples = 0, ConfidenceLevel = 0.9 }, "*ConfidenceLevel must be left at its default (0.95) with *, but was 0.9.*");
        Refused(new() { NumberOfBootstrapSamples = 99 }, "*NumberOfBootstrapSamples must be 0 (no intervals) or at least 100, but was 99.*");
        Refused(new() { NumberOfBootstrapSamples = 1_000_001 }, "*NumberOfBootstrapSamples must be at most 1000000, but was 1000001.*");

        static void Refused(ProxyRankingOptions options, string message) => FluentActions.Invoking(() => Rank([], ["Click"], options)).Should()
            .Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void RankProxies_SignalOfOneValue_HasNoAssociation()
    {
        Row[] rows = [new("a", 5), new("b", 1), new("c", 3)];
        Row[] ones = [new("a", 1), new("b", 0), new("c", 0)];

        Rank(rows, ["Click"], new() { NumberOfBootstrapSamples = 0 }).Proxies[0].Should()
            .BeEquivalentTo(new { Association = 0.0, Correlation = 0.0, Auc = (double?)null });
        Rank(ones, ["Click"], new() { NumberOfBootstrapSamples = 0 }).Proxies[0].Should()
            .BeEquivalentTo(new { Association = 0.0, Correlation = 0.0, Auc = (double?)0.5 });
        Rank(ones, ["Click"], new()).Recommended.Should().BeNull("its interval is 0 alone");
    }

    [Fact]
    public void RankProxies_EqualAssociations_KeepTheOrderOfTheRequest()
    {
        Row[] rows = [new("a", 1) { Click = 1, Watch = -1, Like = 1 }, new("b", 0) { Click = 0, Watch = 0, Like = 0 }];

        Rank(rows, ["Like", "Watch", "Click"], new() { NumberOfBootstrapSamples = 0 }).Proxies.Select(proxy => proxy.ColumnName).Should()
            .Equal("Like", "Watch", "Click");
    }

    [Fact]
    public void RankProxies_SignalThatSeparatesTheLabels_IsCertain()
    {
        Row[] rows = [.. Enumerable.Range(0, 40).Select(user => new Row($"u{user}", user < 20 ? 1 : 0) { Click = user, Watch = -user })];

        var ranking = Rank(rows, ["Click"], new());

        ranking.Recommended.Should().BeEquivalentTo(new { ColumnName = "Click", Association = -1.0, LowerBound = -1.0, UpperBound = -1.0, Auc = 0.0 });
        ranking.ToString().Should().EndWith("Optimize less of 'Click'. It is better than every other signal beyond chance.");
        Rank(rows, ["Watch"], new()).Recommended.Should().BeEquivalentTo(new { Association = 1.0, LowerBound = 1.0, UpperBound = 1.0, Auc = 1.0 });
        Rank(rows, ["Click", "Watch"], new()).ToString().Should().EndWith("Optimize less of 'Click'. Chance may explain why it comes before 'Watch'.");
    }

    [Theory]
    [InlineData(0.95, 1.96)]
    [InlineData(0.5, 0.674)]
    public void RankProxies_OneSignalWithoutMeaning_HasTheIntervalOfTheRankTest(double level, double quantile)
    {
        const int Users = 400, Ones = 100;
        var random = new Random(3);
        Row[] rows = [.. Enumerable.Range(0, Users).Select(user => new Row($"u{user}", user < Ones ? 1 : 0) { Click = random.NextSingle() })];

        var proxy = Rank(rows, ["Click"], new() { ConfidenceLevel = level }).Proxies[0];

        // The variance of the rank statistic (Mann and Whitney, 1947). The margin is what a thousand replicates leave to chance.
        var error = 2 * Math.Sqrt((Users + 1) / (12.0 * Ones * (Users - Ones)));
        ((proxy.UpperBound - proxy.LowerBound) / 2).Should().BeApproximately(quantile * error, 0.15 * quantile * error);
        ((proxy.UpperBound + proxy.LowerBound) / 2).Should().BeApproximately(proxy.Association, 1e-9);
    }

    /// <summary>The margin of a single signal is the smallest deviation of a replicate that at least the share of the level does not exceed.</summary>
    [Fact]
    public void RankProxies_LevelBetweenTwoReplicates_HasTheMarginOfTheLargerOne()
    {
        double Margin(double level)
        {
            var proxy = Rank(World(seed: 1, users: 200), ["Click"], new() { NumberOfBootstrapSamples = 100, Seed = 1, ConfidenceLevel = level }).Proxies[0];
            return proxy.UpperBound - proxy.Association;
        }

        Margin(0.891).Should().Be(Margin(0.9)).And.BeLessThan(Margin(0.901));
        Margin(0.999).Should().Be(Margin(0.991)).And.BeGreaterThan(Margin(0.989));
        Margin(0.001).Should().Be(Margin(0.01)).And.BeLessThan(Margin(0.011));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void RankProxies_IntervalOfAStrongAssociation_EndsAtOne(int sign)
    {
        // One of the ten users with label 1 is below one of the others.
        Row[] rows = [.. Enumerable.Range(0, 20).Select(user => new Row($"u{user}", user is 9 or > 10 ? 1 : 0) { Click = sign * user })];

        var proxy = Rank(rows, ["Click"], new() { Seed = 1, ConfidenceLevel = 0.99 }).Proxies[0];

        var (near, far) = sign > 0 ? (proxy.UpperBound, proxy.LowerBound) : (-proxy.LowerBound, -proxy.UpperBound);
        ((2 * Math.Abs(proxy.Association)) - far).Should().BeGreaterThan(1, "the interval would be symmetric");
        near.Should().Be(1);
    }

    [Fact]
    public void ToString_WithoutIntervals_IsATable()
    {
        Row[] rows = [new("a", 1) { Click = 1, Watch = 1 }, new("b", 1) { Click = 2, Watch = -1 }, new("c", 0) { Click = 0, Watch = 0 }];

        Rank(rows, ["Watch", "Click"], new() { NumberOfBootstrapSamples = 0 }).ToString().ReplaceLineEndings("\n").Should().Be(
            """
            3 users, 2 signals

            signal  association  95% interval of all  AUC  correlation
            Click   1            -                    1    0.86603
            Watch   0            -                    0.5  0

            No signal is recommended: none is associated with the label beyond chance. Collect more users, or try other signals.
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RankAssociation_Weights_AreNumbersOfUsers(bool isBinary)
    {
        float[] signal = [0.5f, 2, 2, -1, 3], label = isBinary ? [0, 1, 0, 0, 1] : [4, 1, 2, 2, 7];
        int[] counts = [2, 1, 3, 0, 2];
        float[] Repeated(float[] values) => [.. values.Zip(counts).SelectMany(value => Enumerable.Repeat(value.First, value.Second))];

        var weighted = new RankAssociation(signal, label);
        var repeated = new RankAssociation(Repeated(signal), Repeated(label));

        weighted.HasBinaryLabel.Should().Be(isBinary);
        double[] weights = [.. counts.Select(count => (double)count)], ones = [.. Enumerable.Repeat(1.0, counts.Sum())];
        weighted.Strength(weights).Should().BeApproximately(repeated.Strength(ones), 1e-12).And.NotBe(0);
        weighted.Correlation(weights).Should().BeApproximately(repeated.Correlation(ones), 1e-12);
    }

    [Fact]
    public void RankAssociation_WeightsOfOneLabelAlone_AreNoAssociation()
    {
        var association = new RankAssociation([1, 2, 3], [0, 1, 1]);

        association.Auc([0, 1, 1]).Should().Be(0.5);
        association.Strength([2, 0, 0]).Should().Be(0);
        association.Correlation([0, 1, 1]).Should().Be(0);
    }

    private static ProxyRanking Rank(IEnumerable<Row> rows, string[] proxies, ProxyRankingOptions options)
        => Context.Ranking.RankProxies(Context.Data.LoadFromEnumerable(rows), "CameBack", proxies, options: options);

    /// <summary>Creates users with two rows each, who come back more often the more they like the service.</summary>
    private static Row[] World(int seed, int users)
    {
        var random = new Random(seed);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var rows = new List<Row>();
        for (var user = 0; user < users; user++)
        {
            var satisfaction = Normal();
            var cameBack = random.NextDouble() < 1 / (1 + Math.Exp(-1.5 * satisfaction)) ? 1 : 0;
            for (var row = 0; row < 2; row++)
                rows.Add(new($"u{user}", cameBack) { Watch = satisfaction + Normal() / 2, Click = satisfaction + 2 * Normal(), Like = Normal() });
        }
        return [.. rows];
    }

    private sealed class Row(string user, float cameBack)
    {
        public string User { get; } = user;

        public float CameBack { get; } = cameBack;

        public float Click { get; set; }

        public float Watch { get; set; }

        public float Like { get; set; }
    }
}
