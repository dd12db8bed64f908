using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>
/// Tests intervals that allow for the estimation of propensities. The benchmark <c>coverage-propensities</c> is the large version, with networks.
/// </summary>
public sealed class PropensityHalfSamplesTests
{
    private const int Halves = 20;
    private const int Replications = 200;
    private const int Sessions = 200;

    [Theory]
    [InlineData(OffPolicyInterval.Bootstrap)]
    [InlineData(OffPolicyInterval.EmpiricalBernstein)]
    [InlineData(OffPolicyInterval.StudentizedBootstrap)]
    public void Interval_HalvesShareThePropensitiesOfTheLog_StaysAsItWas(OffPolicyInterval interval)
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(Sessions, seed: 3), SessionWorld.Discount);
        var data = View(rows, Halve(rows, seed: 3, half => [.. half.Select(row => row.Propensity)]));

        var (known, halves) = (Evaluate(data, seed: 3, halfSamples: null, SessionWorld.Discount, interval),
            Evaluate(data, seed: 3, "Halves", SessionWorld.Discount, interval));

        foreach (var select in new Func<ResponseMetrics,
            IReadOnlyDictionary<string, OffPolicyEstimate>>[] { response => response.Estimates, response => response.SessionReturn!.Estimates })
        {
            foreach (var (name, estimate) in select(known))
            {
                var own = select(halves)[name];
                own.Value.Should().Be(estimate.Value);
                own.LowerBound.Should().BeApproximately(estimate.LowerBound, 1e-6, name);
                own.UpperBound.Should().BeApproximately(estimate.UpperBound, 1e-6, name);
                own.LiftUpperBound.Should().BeApproximately(estimate.LiftUpperBound, 1e-6, name);
            }
        }
    }

    /// <summary>
    /// Propensities that are estimated on the log as shares of actions within states remove random variation of the log (Hirano, Imbens and Ridder, 2003).
    /// Weighted estimates then vary less than with true propensities, and half-samples show this.
    /// </summary>
    [Fact]
    public void Interval_SharesOfTheLogAsPropensities_IsAsWideAsEstimatesVary()
    {
        var truth = SessionWorld.RowValue(SessionWorld.Target);
        var pairs = Enumerable.Range(1, Replications).Select(seed =>
        {
            var rows = SessionWorld.Log(Sessions, seed);
            foreach (var (row, share) in rows.Zip(Shares(rows)))
                row.Propensity = share;
            var data = View(rows, Halve(rows, seed, Shares));
            return (Known: Evaluate(data, seed, halfSamples: null).SelfNormalizedIps, Halves: Evaluate(data, seed, "Halves").SelfNormalizedIps);
        }).ToArray();

        double HalfWidth(Func<(OffPolicyEstimate Known, OffPolicyEstimate Halves), OffPolicyEstimate> select)
            => pairs.Average(pair => select(pair).UpperBound - select(pair).LowerBound) / 2;
        var values = pairs.Select(pair => pair.Halves.Value).ToArray();
        var deviation = Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (Replications - 1));
        // The deviation of 200 values has a standard error of 1 / √400 = 5 %. The margin is three of those.
        (HalfWidth(pair => pair.Halves) / (1.96 * deviation)).Should().BeInRange(0.85, 1.15);
        HalfWidth(pair => pair.Known).Should().BeGreaterThan(1.15 * HalfWidth(pair => pair.Halves));
        // The number of intervals that contain the true value is Binomial(200, 0.94). This is a percentage point less than nominal, because a width from
        // 20 halves has an error of up to 16 %. The mean is 188, and the standard deviation is 3.4. The margin is four of those.
        pairs.Count(pair => pair.Halves.LowerBound <= truth && truth <= pair.Halves.UpperBound).Should().BeInRange(175, 199);
    }

    [Fact]
    public void EstimatePropensities_HalfSamples_ChangeTheIntervalsOfItsEstimates()
    {
        var data = ScoredLog.Context.Ranking.EstimatePropensities(ScoredLog.View(SessionWorld.Log(80, seed: 5)), new()
        {
            BehaviorPolicy = new()
            {
                HiddenUnits = [],
                EmbeddingDimension = 2,
                DropoutRate = 0,
                PolicyLearningRate = 1e-2,
                NumberOfEpochs = 10,
                ValidationFraction = 0
            },
            NumberOfFolds = 2,
            NumberOfHalfSamples = 10,
            OutputColumnName = "Estimated",
        });
        OffPolicyEstimate Own(string? halfSamples)
            => ScoredLog.Context.Ranking.EvaluateOffPolicy(data, ["Reward"], propensityColumnName: "Estimated",
            options: new() { PropensityHalfSamplesColumnName = halfSamples }).Responses[0].SelfNormalizedIps;

        var (known, halves) = (Own(null), Own("Estimated.HalfSamples"));

        halves.Value.Should().Be(known.Value);
        // Networks change with the half, even if this does not make estimates vary more. A ratio of 10 half-samples has an error of 24 %.
        ((halves.UpperBound - halves.LowerBound) / (known.UpperBound - known.LowerBound)).Should().BeInRange(0.3, 2).And.NotBeApproximately(1, 1e-4);
    }

    [Fact]
    public void CountUnits_UnitsOfAHalf_OccurTwice()
    {
        var halves = new HalfSamples(count: 2, ColumnStore.Memory, () => new(1, new(), ColumnStore.Memory));
        void ShouldBelong(int unit, double first, double second, int? contradiction = null)
            => halves.FindContradiction(new(unit, unit, 0, 1, [first, second], [1], [], [], IsUnseen: false)).Should().Be(contradiction);
        ShouldBelong(0, 1, double.NaN);
        ShouldBelong(1, double.NaN, 2);
        ShouldBelong(2, 3, 0.5);
        ShouldBelong(0, 0, double.NaN);

        halves.CountUnits(0, 3).Should().Equal(2, 0, 2);
        halves.CountUnits(1, 3).Should().Equal(0, 2, 2);
        ShouldBelong(1, double.NaN, double.NaN, contradiction: 1);
        ShouldBelong(1, 1, 2, contradiction: 0);
    }

    [Fact]
    public void CountUnits_OneHalf_IsCheckedAndCounted()
    {
        var half = new HalfSamples(count: 1, ColumnStore.Memory, () => new(1, new(), ColumnStore.Memory));
        int? Contradiction(int unit, double weight) => half.FindContradiction(new(unit, unit, 0, 1, [weight], [1], [], [], IsUnseen: false));

        (Contradiction(0, 1), Contradiction(1, double.NaN), Contradiction(1, 1)).Should().Be((null, null, 0));
        half.CountUnits(0, 2).Should().Equal(2, 0);
    }

    [Fact]
    public void ToString_HalfSamples_SaysThatIntervalsAllowForThem()
    {
        var metrics = Evaluate(slots => { }, new() { PropensityHalfSamplesColumnName = "Halves" });

        metrics.PropensityHalfSampleCount.Should().Be(Halves);
        metrics.ToString().Should().Contain("intervals allow for estimated propensities, by 20 half-samples");
    }

    [Fact]
    public void EvaluateOffPolicy_HalfSamplesColumnMissing_NamesRoleColumnAndRemedy()
    {
        var evaluate = () => ScoredLog.Evaluate(SessionWorld.Log(5, seed: 1), new() { PropensityHalfSamplesColumnName = "Nowhere" });

        evaluate.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage(
            "*Could not find the half-sample propensities column 'Nowhere'.*EstimatePropensities*NumberOfHalfSamples*or leave PropensityHalfSamplesColumnName "
            + "null*");
    }

    [Fact]
    public void EvaluateOffPolicy_HalfSamplesColumnIsANumber_NamesRoleColumnAndTypes()
    {
        var evaluate = () => ScoredLog.Evaluate(SessionWorld.Log(5, seed: 1), new() { PropensityHalfSamplesColumnName = "Propensity" });

        evaluate.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*half-sample propensities column 'Propensity': expected a vector of Single of known size, got Single*");
    }

    [Fact]
    public void EvaluateOffPolicy_HalfSamplePropensityIsZero_NamesSlotRowAndValue() => Fails(
        slots => slots[2] = [.. slots[2].Select(_ => 0f)],
        "*Row 0 (the first row is 0; *), half-sample 2 propensity column 'Halves': the value is 0, but it must be above 0*");

    [Fact]
    public void EvaluateOffPolicy_SessionHalfInAHalfSample_NamesSlotRowAndRemedy() => Fails(
        slots => slots[2][^1] = float.IsNaN(slots[2][^1]) ? 0.5f : float.NaN,
        "*Row * (the first row is 0; *), half-sample propensities column 'Halves': other rows of its session (column 'GroupId') are on the other side of "
            + "half-sample 2. Give mlContext.Ranking.EstimatePropensities that column as RowGroupColumnName*");

    [Fact]
    public void EvaluateOffPolicy_HalvesOfSessionsButUsersAreRedrawn_NamesTheUnit()
    {
        var evaluate = () => Evaluate(slots => { }, new() { PropensityHalfSamplesColumnName = "Halves", ClusterColumnName = "State" });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*other rows of its cluster (column 'State') are on the other side of half-sample *");
    }

    private static void Fails(Action<float[][]> spoil, string message)
    {
        var evaluate = () => Evaluate(spoil, new() { PropensityHalfSamplesColumnName = "Halves" });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    /// <summary>Creates a small log with invalid half-samples.</summary>
    private static OffPolicyMetrics Evaluate(Action<float[][]> spoil, OffPolicyOptions options)
    {
        var rows = SessionWorld.Log(20, seed: 1);
        var slots = Halve(rows, seed: 1, Shares);
        spoil(slots);
        return ScoredLog.Context.Ranking.EvaluateOffPolicy(View(rows, slots), ["Reward"], options: options);
    }

    private static ResponseMetrics Evaluate(IDataView data, int seed, string? halfSamples, double? discount = null,
        OffPolicyInterval interval = OffPolicyInterval.Bootstrap) =>
        ScoredLog.Context.Ranking.EvaluateOffPolicy(data, ["Reward"], options: new OffPolicyOptions
        {
            PropensityHalfSamplesColumnName = halfSamples,
            DiscountFactor = discount,
            Interval = interval,
            ActionValueColumnNames = discount is null ? null : ["ActionValue"],
            StateValueColumnNames = discount is null ? null : ["StateValue"],
            StateColumnName = "State",
        }.WithBootstrap(replicates: 200, seed)).Responses[0];

    private static AddedColumnsView View(SessionWorld.Row[] rows, float[][] slots) =>
        new(((IHostEnvironment)ScoredLog.Context).Register("test"), ScoredLog.View(rows), [new AddedColumn("Halves", slots)]);

    /// <summary>Computes the share of the row's action among the rows of its state.</summary>
    private static float[] Shares(SessionWorld.Row[] rows)
    {
        var counts = rows.CountBy(row => (row.State, row.Action)).ToDictionary();
        var states = rows.CountBy(row => row.State).ToDictionary();
        return [.. rows.Select(row => counts[(row.State, row.Action)] / (float)states[row.State])];
    }

    /// <summary>Creates half-samples of the sessions of a log, and estimates propensities on each.</summary>
    private static float[][] Halve(SessionWorld.Row[] rows, int seed, Func<SessionWorld.Row[], float[]> estimate)
    {
        // The seed differs from that of the log, whose first numbers choose the states of the sessions.
        var random = new Random(seed + 1_000_000);
        var sessions = rows.Select(row => row.GroupId).Distinct().ToArray();
        return [.. Enumerable.Range(0, Halves).Select(_ =>
        {
            var inside = sessions.Where(_ => random.Next(2) == 0).ToHashSet();
            var propensities = new Queue<float>(estimate([.. rows.Where(row => inside.Contains(row.GroupId))]));
            return rows.Select(row => inside.Contains(row.GroupId) ? propensities.Dequeue() : float.NaN).ToArray();
        })];
    }
}
