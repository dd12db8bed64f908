using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class EmpiricalBernsteinTests
{
    private static readonly OffPolicyOptions Bernstein = new() { Interval = OffPolicyInterval.EmpiricalBernstein };

    [Fact]
    public void Interval_MeanOverSessions_IsTheBound()
    {
        // The weighted rewards 1, 4, 3, 0 have mean 2, variance (1 + 4 + 1 + 4) / 3, and range 4.
        var ips = ScoredLog.Evaluate(ScoredLog.Rows([1, 2, 1, 0], [1, 2, 3, 4]), Bernstein).Responses[0].Ips;

        var logarithm = Math.Log(4 / 0.05);
        var half = Math.Sqrt(2 * (10 / 3.0) * logarithm / 4) + 7 * 4 * logarithm / (3 * 3);
        ips.LowerBound.Should().BeApproximately(2 - half, 1e-9);
        ips.UpperBound.Should().BeApproximately(2 + half, 1e-9);
    }

    [Fact]
    public void Interval_RatioOfSums_IsTheBoundOnPseudoValues()
    {
        // There are two sessions. Without one of them, SNIPS is the reward of the other. The pseudo-values are 2 · 5/3 − 2 and 2 · 5/3 − 1.
        var snips = ScoredLog.Evaluate(ScoredLog.Rows([1, 2], [1, 2]), Bernstein).Responses[0].SelfNormalizedIps;

        var logarithm = Math.Log(4 / 0.05);
        var half = Math.Sqrt(2 * 0.5 * logarithm / 2) + 7 * 1 * logarithm / 3;
        snips.UpperBound.Should().BeApproximately(5 / 3.0 + half, 1e-9);
    }

    [Fact]
    public void Interval_EveryEstimator_IsWiderThanTheBootstrapAndShrinksWithTheLog()
    {
        var (bootstrap, small, large) = (Evaluate(500, OffPolicyInterval.Bootstrap), Evaluate(500, OffPolicyInterval.EmpiricalBernstein),
            Evaluate(8000, OffPolicyInterval.EmpiricalBernstein));

        foreach (var name in small.Keys)
        {
            Width(small[name]).Should().BeGreaterThan(Width(bootstrap[name]), name);
            Width(large[name]).Should().BeLessThan(Width(small[name]) / 2, name);
            small[name].Value.Should().Be(bootstrap[name].Value);
            small[name].Lift.Should().BeInRange(small[name].LiftLowerBound, small[name].LiftUpperBound, name);
        }
    }

    [Fact]
    public void Interval_SingleSession_HasNoBounds() =>
        ScoredLog.Evaluate(ScoredLog.Rows([1, 2], [1, 2], rowsPerSession: 2), Bernstein).Responses[0].Ips.LowerBound.Should().Be(double.NaN);

    [Fact]
    public void Warnings_FewSessions_AreTheBootstrapsOnly() => ScoredLog.Evaluate(ScoredLog.Rows([1, 1], [1, 2]), Bernstein).Warnings.Should().BeEmpty();

    private static double Width(OffPolicyEstimate estimate) => estimate.UpperBound - estimate.LowerBound;

    private static Dictionary<string, OffPolicyEstimate> Evaluate(int sessions, OffPolicyInterval interval)
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(sessions, seed: 6), SessionWorld.Discount);
        var response = ScoredLog.Evaluate(rows, new()
        {
            Interval = interval,
            DiscountFactor = SessionWorld.Discount,
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
            StateColumnName = "State",
        }).Responses[0];
        return response.Estimates.Concat(response.SessionReturn!.Estimates).ToDictionary();
    }
}
