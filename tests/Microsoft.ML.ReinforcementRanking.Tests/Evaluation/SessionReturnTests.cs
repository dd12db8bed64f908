using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class SessionReturnTests
{
    private const double Tolerance = 1e-9;

    private static readonly OffPolicyOptions WithValues = new()
    {
        DiscountFactor = 0.5,
        WeightCap = 1,
        ActionValueColumnNames = ["ActionValue"],
        StateValueColumnNames = ["StateValue"]
    };

    [Fact]
    public void SessionReturn_SessionsOfUnequalLength_IsTheFormulas()
    {
        // The rows of two sessions are not adjacent. The first has the weights 2, 1/2 and the rewards 1, 3. The second has the weight 1/2 and the reward
        // 2. The products of weights are 2, 1, and 1/2.
        var metrics = ScoredLog.Evaluate(TwoSessions(), WithValues);

        var reward = metrics.Responses[0].SessionReturn!;
        var (first, second) = (1 + 0.5 * 3, 2.0);
        reward.LoggedMean.Should().BeApproximately((first + second) / 2, Tolerance);
        reward.TrajectoryIs.Value.Should().BeApproximately((1 * first + 0.5 * second) / 2, Tolerance);
        reward.SelfNormalizedTrajectoryIs.Value.Should().BeApproximately((1 * first + 0.5 * second) / (1 + 0.5), Tolerance);
        reward.PerDecisionIs.Value.Should().BeApproximately((2 * 1 + 0.5 * 1 * 3 + 0.5 * 2) / 2, Tolerance);
        reward.SelfNormalizedPerDecisionIs.Value.Should()
            .BeApproximately((2 * 1 + 0.5 * 2) / (2 + 0.5) + 0.5 * (1 * 3) / (1 + 0.5), Tolerance, "the session that has ended keeps its weight");
        reward.CappedSelfNormalizedPerDecisionIs.Value.Should()
            .BeApproximately((1 * 1 + 0.5 * 2) / (1 + 0.5) + 0.5 * (1 * 3) / (1 + 0.5), Tolerance, "2 is cut to 1");
        reward.TrajectoryIs.Lift.Should().BeApproximately((1 * first + 0.5 * second) / (first + second) - 1, Tolerance);
        metrics.SessionWeights!.MeanWeight.Should().Be((1 + 0.5) / 2);
        metrics.SessionWeights.MaximumWeight.Should().Be(1);
        metrics.SessionWeights.EffectiveSessionCount.Should().BeApproximately(1.5 * 1.5 / (1 + 0.25), Tolerance);
    }

    [Fact]
    public void SessionReturn_CapBelowAProduct_CutsIt()
    {
        var rows = TwoSessions();
        (rows[2].Probability, rows[2].Propensity) = (0.75, 0.25f);

        var reward = ScoredLog.Evaluate(rows, new() { DiscountFactor = 0.5, WeightCap = 2, NumberOfBootstrapSamples = 0 }).Responses[0].SessionReturn!;

        reward.CappedSelfNormalizedTrajectoryIs.Value.Should().BeApproximately((2 * 2.5 + 0.5 * 2) / (2 + 0.5), Tolerance, "the product is 2 · 3, the cap 2");
    }

    [Fact]
    public void SessionReturn_Values_IsTheRecursion()
    {
        var reward = ScoredLog.Evaluate(TwoSessions(), WithValues).Responses[0].SessionReturn!;

        // The recursion of Jiang and Li is V = v + w (r + γ V' − q), from the last row to the first.
        var last = 6 + 0.5 * (3 - 5);
        var first = 4 + 2 * (1 + 0.5 * last - 3);
        var other = 2 + 0.5 * (2 - 1);
        reward.DirectMethod!.Value.Should().BeApproximately((4 + 2) / 2.0, Tolerance);
        reward.DoublyRobust!.Value.Should().BeApproximately((first + other) / 2, Tolerance);
        reward.SelfNormalizedDoublyRobust!.Value.Should().BeApproximately(
            (2 * (1 - 3) + 0.5 * (2 - 1)) / (2 + 0.5) + (4 + 2) / 2.0 + 0.5 * (1 * (3 - 5) / (1 + 0.5) + 2 * 6 / (2 + 0.5)), Tolerance);
    }

    [Fact]
    public void Evaluate_TargetIsLoggingPolicy_EveryEstimatorIsTheLoggedMean()
    {
        // The policy is the frequency of each action in its state and step. The model is the mean reward and the mean later value that were logged there.
        var rows = Empirical(SessionWorld.Log(60, seed: 4), SessionWorld.Discount);

        var metrics = Evaluate(rows, SessionWorld.Discount, stateColumn: "State");

        var reward = metrics.Responses[0];
        foreach (var (name, estimate) in reward.SessionReturn!.Estimates)
            estimate.Value.Should().BeApproximately(reward.SessionReturn!.LoggedMean, 1e-6, name);
        foreach (var (name, estimate) in reward.Estimates)
            estimate.Value.Should().BeApproximately(reward.LoggedMean, 1e-6, name);
        reward.SessionReturn!.Estimates.Should().HaveCount(10);
    }

    [Fact]
    public void Evaluate_TargetIsLoggingPolicyWithoutDiscount_EveryEstimatorIsTheLoggedMean()
    {
        var reward = Evaluate(Empirical(SessionWorld.Log(60, seed: 5), 0), discount: null, stateColumn: "State").Responses[0];

        foreach (var (name, estimate) in reward.Estimates)
            estimate.Value.Should().BeApproximately(reward.LoggedMean, 1e-6, name);
        reward.Estimates.Should().HaveCount(8);
        reward.SessionReturn.Should().BeNull();
    }

    [Fact]
    public void SessionReturn_ClusterColumn_RedrawsItsUnitsWholeSessionsEach()
    {
        // Every session occurs twice, and the copies belong to one unit. The estimates and the intervals are the same as without copies.
        var rows = SessionWorld.Log(200, seed: 9);
        var once = Evaluate(rows);
        var copies = rows.Select(
            row => new SessionWorld.Row
            {
                GroupId = row.GroupId
            + 200,
                State = row.GroupId,
                Reward = row.Reward,
                Probability = row.Probability,
                Propensity = row.Propensity
            });
        foreach (var row in rows)
            row.State = row.GroupId;

        var twice = Evaluate([.. rows, .. copies], clusterColumn: "State");

        foreach (var (name, estimate) in twice)
            estimate.Should()
                .BeEquivalentTo(once[name], equal => equal.Using<double>(pair => pair.Subject.Should().BeApproximately(pair.Expectation, 1e-9))
                .WhenTypeIs<double>(), name);

        static IReadOnlyDictionary<string, OffPolicyEstimate> Evaluate(SessionWorld.Row[] rows, string? clusterColumn = null) =>
            ScoredLog.Evaluate(rows, new() { DiscountFactor = 0.9, ClusterColumnName = clusterColumn }).Responses[0].SessionReturn!.Estimates;
    }

    [Fact]
    public void SessionReturn_NoSessionHasWeightAtAStep_IsUndefinedThere()
    {
        // Both sessions continue, and the policy never takes their second actions, so its return there is unknown.
        var rows = new SessionWorld.Row[]
        {
            new() { GroupId = 0, Probability = 0.3, Propensity = 0.5f, Reward = 1 }, new() { GroupId = 1, Probability = 0.7, Propensity = 0.5f, Reward = 1 },
            new() { GroupId = 0, Probability = 0, Propensity = 0.5f, Reward = 1 }, new() { GroupId = 1, Probability = 0, Propensity = 0.5f, Reward = 1 },
        };

        var metrics = ScoredLog.Evaluate(rows, new() { DiscountFactor = 0.9, NumberOfBootstrapSamples = 0 });

        var reward = metrics.Responses[0].SessionReturn!;
        metrics.SessionWeights!.EffectiveSessionCount.Should().Be(0);
        metrics.Warnings.Should().Contain(warning => warning.StartsWith("The effective sample size of whole sessions is 0 of 2 sessions"));
        reward.TrajectoryIs.Value.Should().Be(0);
        reward.SelfNormalizedTrajectoryIs.Value.Should().Be(double.NaN);
        reward.SelfNormalizedPerDecisionIs.Value.Should().Be(double.NaN);
        reward.PerDecisionIs.Value.Should().BeApproximately((0.6 + 1.4) / 2, 1e-6);
    }

    [Fact]
    public void SessionReturn_RoundingErrorInPlaceOfWeights_IsNotAWeight()
    {
        // The weights of the first step are 0.1, 0.3 and 0.3, and those of the second step are 0. Their sum, which is kept by its changes, is 2e-16 there.
        var rows = new[] { 0.05, 0.15, 0.15, 0, 0, 0 }.Select((probability, row) => new SessionWorld.Row
        { GroupId = row % 3, Probability = probability, Propensity = 0.5f, Reward = 1 });

        var reward = ScoredLog.Evaluate(rows, new() { DiscountFactor = 0.9, NumberOfBootstrapSamples = 0 }).Responses[0].SessionReturn!;

        reward.SelfNormalizedPerDecisionIs.Value.Should().Be(double.NaN);
        reward.PerDecisionIs.Value.Should().BeApproximately((0.1 + 0.3 + 0.3) / 3, 1e-6);
    }

    [Fact]
    public void Evaluate_ProductOfWeightsOverflows_NamesRowAndRemedy()
    {
        var rows = Enumerable.Range(0, 200).Select(_ => new SessionWorld.Row { Probability = 1, Propensity = 1e-3f }).ToArray();
        foreach (var row in rows)
            row.Probability = 1;
        var evaluate = () => ScoredLog.Evaluate(rows, new() { DiscountFactor = 1 });

        // The largest double is 1.8 · 10³⁰⁸, which is below 10³ to the power of 103.
        evaluate.Should().Throw<InvalidOperationException>()
            .WithMessage(
            "*Row 102 (the first row is 0; GroupId 0*): the product of the session's weights overflows after 103 rows of the session*DiscountFactor null*");
    }

    [Fact]
    public void Warnings_FewSessionsDecide_SayHowMany()
    {
        // One session of 40 has all the weight: 2⁴ against 0.
        var rows = Enumerable.Range(0, 40 * 4)
            .Select(row => new SessionWorld.Row { GroupId = row / 4, Probability = row / 4 == 7 ? 1 : row % 4 == 3 ? 0 : 0.5, Propensity = 0.5f });

        var metrics = ScoredLog.Evaluate(rows, new() { DiscountFactor = 1 });

        metrics.Warnings.Should()
            .Contain(
            warning =>
            warning.StartsWith("The effective sample size of whole sessions is 1 of 40 sessions (2.5 %, below 5 %), the largest product of weights 16"));
    }

    private static OffPolicyMetrics Evaluate(SessionWorld.Row[] rows, double? discount, string? stateColumn) => ScoredLog.Evaluate(rows, new()
    {
        DiscountFactor = discount,
        ActionValueColumnNames = ["ActionValue"],
        StateValueColumnNames = ["StateValue"],
        StateColumnName = stateColumn,
        NumberOfBootstrapSamples = 0,
    });

    private static SessionWorld.Row[] TwoSessions() =>
    [
        new() { GroupId = 0, Probability = 1, Propensity = 0.5f, Reward = 1, ActionValue = 3, StateValue = 4 },
        new() { GroupId = 1, Probability = 0.25, Propensity = 0.5f, Reward = 2, ActionValue = 1, StateValue = 2 },
        new() { GroupId = 0, Probability = 0.25, Propensity = 0.5f, Reward = 3, ActionValue = 5, StateValue = 6 },
    ];

    /// <summary>
    /// Computes tables of the log by step, state, and action. The policy of the log is used as both policies, and the values follow from the means of the
    /// log.
    /// </summary>
    private static SessionWorld.Row[] Empirical(SessionWorld.Row[] rows, double discount)
    {
        var steps = new Dictionary<int, int>();
        var placed = rows.Select(row => (Row: row, Step: steps[row.GroupId] = steps.GetValueOrDefault(row.GroupId, -1) + 1)).ToArray();
        var lengths = steps;
        var next = placed.ToDictionary(place => (place.Row.GroupId, place.Step), place => place.Row);
        foreach (var states in placed.GroupBy(place => (place.Step, place.Row.State)).OrderByDescending(group => group.Key.Step))
        {
            foreach (var actions in states.GroupBy(place => place.Row.Action))
            {
                var value = actions.Average(place => place.Row.Reward
                    + discount * (place.Step < lengths[place.Row.GroupId] ? next[(place.Row.GroupId, place.Step + 1)].StateValue : 0));
                foreach (var (row, _) in actions)
                {
                    row.ActionValue = value;
                    (row.Probability, row.Propensity) = ((float)actions.Count() / states.Count(), (float)actions.Count() / states.Count());
                }
            }
            var mean = states.Average(place => place.Row.ActionValue);
            foreach (var (row, _) in states)
                row.StateValue = mean;
        }
        return rows;
    }
}
