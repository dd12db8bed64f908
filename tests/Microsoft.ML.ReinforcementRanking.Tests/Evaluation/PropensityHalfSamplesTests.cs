using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Intervals that allow for estimated propensities; the benchmark <c>coverage-propensities</c> is the large version, with networks.</summary>
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
        var rows = Halve(SessionWorld.WithValues(SessionWorld.Log(Sessions, seed: 3), SessionWorld.Discount), seed: 3, rows => [.. rows.Select(row => row.Propensity)]);

        var (known, halves) = (Evaluate(rows, seed: 3, halfSamples: null, SessionWorld.Discount, interval), Evaluate(rows, seed: 3, "Halves", SessionWorld.Discount, interval));

        foreach (var select in new Func<ResponseMetrics, IReadOnlyDictionary<string, OffPolicyEstimate>>[] { Estimators.PerRow, Estimators.PerSession })
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
    /// Shares of actions within states, estimated on the log, take away what the log has by chance (Hirano, Imbens and Ridder, 2003): weighted estimates then vary
    /// less than with true propensities, and half-samples know it.
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
            var halved = Halve(rows, seed, Shares);
            return (Known: Evaluate(halved, seed, halfSamples: null).SelfNormalizedIps, Halves: Evaluate(halved, seed, "Halves").SelfNormalizedIps);
        }).ToArray();

        double HalfWidth(Func<(OffPolicyEstimate Known, OffPolicyEstimate Halves), OffPolicyEstimate> select) => pairs.Average(pair => select(pair).UpperBound - select(pair).LowerBound) / 2;
        var values = pairs.Select(pair => pair.Halves.Value).ToArray();
        var deviation = Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (Replications - 1));
        // The deviation of 200 values has a standard error of 1 / √400 = 5 %; three of those.
        (HalfWidth(pair => pair.Halves) / (1.96 * deviation)).Should().BeInRange(0.85, 1.15);
        HalfWidth(pair => pair.Known).Should().BeGreaterThan(1.15 * HalfWidth(pair => pair.Halves));
        // Covered ~ Binomial(200, 0.94), a point less than asked for since a width from 20 halves is off by up to 16 %: mean 188, standard deviation 3.4; four of those below.
        pairs.Count(pair => pair.Halves.LowerBound <= truth && truth <= pair.Halves.UpperBound).Should().BeInRange(175, 199);
    }

    [Fact]
    public void EstimatePropensities_HalfSamples_ChangeTheIntervalsOfItsEstimates()
    {
        var data = ScoredLog.Context.Ranking.EstimatePropensities(ScoredLog.View(SessionWorld.Log(80, seed: 5)),
            new() { HiddenUnits = [], EmbeddingDimension = 2, DropoutRate = 0, PolicyLearningRate = 1e-2, NumberOfEpochs = 10, ValidationFraction = 0 }, numberOfFolds: 2, "Estimated", numberOfHalfSamples: 10);
        OffPolicyEstimate Own(string? halfSamples) => ScoredLog.Context.Ranking.EvaluateOffPolicy(data, ["Reward"], propensityColumnName: "Estimated", options: new() { PropensityHalfSamplesColumnName = halfSamples }).Responses[0].SelfNormalizedIps;

        var (known, halves) = (Own(null), Own("Estimated.HalfSamples"));

        halves.Value.Should().Be(known.Value);
        // Networks move with the half, whether or not that makes estimates vary more; a ratio of 10 half-samples is off by 24 %.
        ((halves.UpperBound - halves.LowerBound) / (known.UpperBound - known.LowerBound)).Should().BeInRange(0.3, 2).And.NotBeApproximately(1, 1e-4);
    }

    [Fact]
    public void ToString_HalfSamples_SaysThatIntervalsAllowForThem()
    {
        var rows = Halve(SessionWorld.Log(50, seed: 3), seed: 3, Shares);
        var options = new OffPolicyOptions { PropensityHalfSamplesColumnName = "Halves" };

        var metrics = ScoredLog.Evaluate(rows, options);

        metrics.PropensityHalfSampleCount.Should().Be(Halves);
        metrics.ToString().Should().Contain("intervals allow for estimated propensities, by 20 half-samples");
    }

    [Fact]
    public void EvaluateOffPolicy_HalfSamplesColumnMissing_NamesRoleColumnAndRemedy()
    {
        var evaluate = () => ScoredLog.Evaluate(SessionWorld.Log(5, seed: 1), new() { PropensityHalfSamplesColumnName = "Nowhere" });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Could not find the half-sample propensities column 'Nowhere'.*EstimatePropensities*numberOfHalfSamples*or leave PropensityHalfSamplesColumnName null*");
    }

    [Fact]
    public void EvaluateOffPolicy_HalfSamplesColumnIsANumber_NamesRoleColumnAndTypes()
    {
        var evaluate = () => ScoredLog.Evaluate(SessionWorld.Log(5, seed: 1), new() { PropensityHalfSamplesColumnName = "Propensity" });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*half-sample propensities column 'Propensity': expected a vector of Single of known size, got Single*");
    }

    [Fact]
    public void EvaluateOffPolicy_HalfSamplePropensityIsZero_NamesSlotRowAndValue() => Fails(
        rows => rows[4].Halves[2] = 0,
        "*Column 'Halves[2]' is 0 in row 4 (the first is 0). The propensity of a logged action must be above 0*");

    [Fact]
    public void EvaluateOffPolicy_SessionHalfInAHalfSample_NamesSlotRowAndRemedy() => Fails(
        rows => rows[^1].Halves[2] = float.IsNaN(rows[^1].Halves[2]) ? 0.5f : float.NaN,
        "*Column 'Halves[2]' is * in row *. Other rows of its session (column 'GroupId') are on the other side of the half-sample. Give mlContext.Ranking.EstimatePropensities that column as RowGroupColumnName*");

    [Fact]
    public void EvaluateOffPolicy_HalvesOfSessionsButUsersAreRedrawn_NamesTheUnit()
    {
        var evaluate = () => ScoredLog.Evaluate(Halve(SessionWorld.Log(20, seed: 1), seed: 1, Shares), new() { PropensityHalfSamplesColumnName = "Halves", ResamplingColumnName = "State" });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*Other rows of its value of the resampling column 'State' are on the other side of the half-sample*");
    }

    private static void Fails(Action<HalvedRow[]> spoil, string message)
    {
        var rows = Halve(SessionWorld.Log(20, seed: 1), seed: 1, Shares);
        spoil(rows);
        var evaluate = () => ScoredLog.Evaluate(rows, new() { PropensityHalfSamplesColumnName = "Halves" });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    private static ResponseMetrics Evaluate(HalvedRow[] rows, int seed, string? halfSamples, double? discount = null, OffPolicyInterval interval = OffPolicyInterval.Bootstrap) => ScoredLog.Evaluate(rows, new()
    {
        PropensityHalfSamplesColumnName = halfSamples,
        DiscountFactor = discount,
        Interval = interval,
        ActionValueColumnNames = discount is null ? null : ["ActionValue"],
        StateValueColumnNames = discount is null ? null : ["StateValue"],
        StateColumnName = "State",
        NumberOfBootstrapSamples = 200,
        Seed = seed,
    }).Responses[0];

    /// <summary>Share of the row's action among the rows of its state.</summary>
    private static float[] Shares(SessionWorld.Row[] rows)
    {
        var counts = rows.CountBy(row => (row.State, row.Action)).ToDictionary();
        var states = rows.CountBy(row => row.State).ToDictionary();
        return [.. rows.Select(row => counts[(row.State, row.Action)] / (float)states[row.State])];
    }

    /// <summary>The log with half-samples of its sessions, propensities estimated on each.</summary>
    private static HalvedRow[] Halve(SessionWorld.Row[] rows, int seed, Func<SessionWorld.Row[], float[]> estimate)
    {
        // Not the stream of the log, whose first numbers choose the sessions' states.
        var random = new Random(seed + 1_000_000);
        HalvedRow[] halved = [.. rows.Select(row => new HalvedRow
        {
            GroupId = row.GroupId,
            State = row.State,
            Probability = row.Probability,
            Propensity = row.Propensity,
            Reward = row.Reward,
            ActionValue = row.ActionValue,
            StateValue = row.StateValue,
        })];
        for (var half = 0; half < Halves; half++)
        {
            var inside = rows.Select(row => row.GroupId).Distinct().Where(_ => random.Next(2) == 0).ToHashSet();
            int[] places = [.. Enumerable.Range(0, rows.Length).Where(row => inside.Contains(rows[row].GroupId))];
            foreach (var (place, propensity) in places.Zip(estimate([.. places.Select(place => rows[place])])))
                halved[place].Halves[half] = propensity;
        }
        return halved;
    }

    private sealed class HalvedRow
    {
        public int GroupId { get; set; }

        public int State { get; set; }

        public double Probability { get; set; }

        public float Propensity { get; set; }

        public double Reward { get; set; }

        public double ActionValue { get; set; }

        public double StateValue { get; set; }

        [VectorType(PropensityHalfSamplesTests.Halves)]
        public float[] Halves { get; } = [.. Enumerable.Repeat(float.NaN, PropensityHalfSamplesTests.Halves)];
    }
}
