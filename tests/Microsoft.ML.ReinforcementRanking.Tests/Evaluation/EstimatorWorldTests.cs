using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests every estimator in a world with known values. The benchmark <c>coverage</c> is the large version.</summary>
public sealed class EstimatorWorldTests
{
    private const int Replications = 60;
    private const int Sessions = 200;

    private static readonly double RowTruth = SessionWorld.RowValue(SessionWorld.Target);
    private static readonly double SessionTruth = SessionWorld.SessionValue(SessionWorld.Target);

    [Fact]
    public void PerRow_ManyLogs_EstimatesCenterOnTheTruthAndIntervalsCoverIt() => HoldsTheTruth(
        RowTruth, seed => Evaluate(SessionWorld.WithValues(SessionWorld.Log(Sessions, seed), 0), seed, discount: null).Estimates, expected: 8);

    [Theory]
    [InlineData(OffPolicyInterval.Bootstrap)]
    [InlineData(OffPolicyInterval.StudentizedBootstrap)]
    public void PerSession_ManyLogs_EstimatesCenterOnTheTruthAndIntervalsCoverIt(OffPolicyInterval interval) => HoldsTheTruth(
        SessionTruth,
        seed => Evaluate(SessionWorld.WithValues(SessionWorld.Log(Sessions, seed), SessionWorld.Discount), seed, SessionWorld.Discount,
            interval).SessionReturn!.Estimates,
        expected: 10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DoublyRobust_ModelIsWrong_IsRightWithTruePropensities(bool isSession) => Agree(isSession, Spoil(isSession, row =>
    {
        // The model is wrong by a different amount for each action, so normalization cannot remove the error as a constant.
        row.ActionValue = row.Action == 0 ? 2 : -1;
        row.StateValue = SessionWorld.Target[row.State][0] * 2 - SessionWorld.Target[row.State][1];
    }), (doublyRobust: true, weights: true, model: false));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DoublyRobust_PropensitiesAreWrong_IsRightWithTheTrueModel(bool isSession) =>
        Agree(isSession, Spoil(isSession, row => row.Propensity = row.Action == 0 ? 0.3f : 0.8f), (doublyRobust: true, weights: false, model: true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Marginalized_PropensitiesOffByAFactorOfTheState_IsRight(bool isSession)
    {
        var response = Spoil(isSession, row => row.Propensity *= row.State == 0 ? 0.4f : 1);

        var (marginal, weighted) = isSession
            ? (response.SessionReturn!.Marginalized!, response.SessionReturn.SelfNormalizedPerDecisionIs)
            : (response.StateNormalizedIps!, response.SelfNormalizedIps);
        marginal.Value.Should().BeApproximately(Truth(isSession), Margin(marginal));
        Math.Abs(weighted.Value - Truth(isSession)).Should().BeGreaterThan(Margin(weighted), "it gives too much weight to the first state");
    }

    [Fact]
    public void Marginalized_StateWithoutWeight_IsLeftOut()
    {
        var rows = ScoredLog.Rows([1, 2, 1, 0], [1, 4, 5, 100]);
        for (var row = 0; row < rows.Length; row++)
            rows[row].User = row < 2 ? "a" : row == 2 ? "b" : "c";

        var reward = ScoredLog.Evaluate(rows, new() { StateColumnName = "User", NumberOfBootstrapSamples = 0 }).Responses[0];

        reward.StateNormalizedIps!.Value.Should().BeApproximately((2 * (1 + 2 * 4) / 3.0 + 1 * 5) / 3, 1e-9);
    }

    private static double Truth(bool isSession) => isSession ? SessionTruth : RowTruth;

    /// <summary>Gets twice the half width of a 95 % interval, which is 3.9 standard errors.</summary>
    private static double Margin(OffPolicyEstimate estimate) => estimate.UpperBound - estimate.LowerBound;

    private static void Agree(bool isSession, ResponseMetrics response, (bool doublyRobust, bool weights, bool model) right)
    {
        var sessions = response.SessionReturn;
        var (weights, model, robust, normalized) = isSession
            ? (sessions!.PerDecisionIs, sessions.DirectMethod!, sessions.DoublyRobust!, sessions.SelfNormalizedDoublyRobust!)
            : (response.Ips, response.DirectMethod!, response.DoublyRobust!, response.SelfNormalizedDoublyRobust!);
        foreach (var (estimate, isRight) in new[] { (robust, right.doublyRobust), (normalized, right.doublyRobust), (weights, right.weights),
            (model, right.model) })
            (Math.Abs(estimate.Value - Truth(isSession)) < Margin(estimate) + 1e-9).Should().Be(isRight);
    }

    /// <summary>Creates a large log with exact values, and modifies each row.</summary>
    private static ResponseMetrics Spoil(bool isSession, Action<SessionWorld.Row> spoil)
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(20_000, seed: 8), isSession ? SessionWorld.Discount : 0);
        foreach (var row in rows)
            spoil(row);
        return Evaluate(rows, seed: 8, isSession ? SessionWorld.Discount : null);
    }

    private static void HoldsTheTruth(double truth, Func<int, IReadOnlyDictionary<string, OffPolicyEstimate>> replicate, int expected)
    {
        var replications = Enumerable.Range(1, Replications).Select(replicate).ToArray();
        replications[0].Should().HaveCount(expected);
        foreach (var name in replications[0].Keys)
        {
            var values = replications.Select(estimates => estimates[name].Value).ToArray();
            var (mean, covered) = (values.Average(),
                replications.Count(estimates => estimates[name].LowerBound <= truth && truth <= estimates[name].UpperBound));
            var standardError = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (Replications - 1) / Replications);
            // The capped estimator is biased by design. Here the cap of 10 affects a thousandth of the products.
            mean.Should().BeApproximately(truth, 4 * standardError + 0.02 * truth, name);
            // The number of intervals that contain the true value is Binomial(60, 0.95), with mean 57 and standard deviation 1.7. The margin is four of
            // those.
            covered.Should().BeGreaterThanOrEqualTo(50, name);
        }
    }

    private static ResponseMetrics Evaluate(SessionWorld.Row[] rows, int seed, double? discount, OffPolicyInterval interval = OffPolicyInterval.Bootstrap) =>
        ScoredLog.Evaluate(rows, new OffPolicyOptions
        {
            Interval = interval,
            AreValuesFitted = false,
            DiscountFactor = discount,
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
            StateColumnName = "State",
            SensitivityWeightCaps = [],
        }.WithBootstrap(replicates: 200, seed)).Responses[0];
}
